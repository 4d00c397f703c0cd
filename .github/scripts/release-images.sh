#!/usr/bin/env bash
# One step of the images: release-images.sh plan|build|publish, with LAYOUTS (folder), REPORT (file) and, if pins are
# accepted without a confirmed digest, UNVERIFIED (their keys). Output: images, the references by digest.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

step=${1:?plan, build or publish}
options=(--json)
case $step in
  plan) options+=(--dry-run) ;;
  build) options+=(--layouts "${LAYOUTS:?}" --build-only) ;;
  # Without --lock: the digests of a fork's registry are none of the lock, which names ours.
  publish) options+=(--layouts "${LAYOUTS:?}") ;;
  *)
    echo "Usage: release-images.sh plan|build|publish" >&2
    exit 3
    ;;
esac
for key in ${UNVERIFIED:-}; do options+=(--unverified "$key"); done

code=0
node scripts/release-images.ts "${options[@]}" >"${REPORT:?}" || code=$?
cat "$REPORT"
((code == 0)) || exit "$code"
if [[ $step == publish ]]; then
  output images "$(node --print 'JSON.parse(fs.readFileSync(process.argv[1], "utf8")).images
    .map(({ reference }) => reference).join(" ")' "$REPORT")"
fi
