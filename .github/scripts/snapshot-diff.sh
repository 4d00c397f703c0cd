#!/usr/bin/env bash
# What another day of Debian changes in our images, as Markdown: snapshot-diff.sh IMAGE OLD NEW, with the image that they are
# built on and two times (20261101T000000Z). In the image nothing is kept.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# What Dockerfiles and the runtime install; names that an argument completes are tools of a build.
wanted() {
  find "$root"/packages/{relay-image,faucet-image,aggregator-stack,devnet} "$root/packages/service-runtime/files" \
    \( -name Dockerfile -o -name install -o -name prepare \) -not -path '*/node_modules/*' -not -path '*/test/*' \
    -exec sed -n 's/.*apt-get install -y --no-install-recommends \([^\\]*\).*/\1/p' {} + |
    tr ' ' '\n' | grep -E '^[a-z0-9][a-z0-9.+-]*$' | sort -u
}

# Packages with their versions, as an upgrade and an installation at a time would leave them.
packages() {
  # shellcheck disable=SC2016 # the container expands it
  local simulate='apt-get update -qq >&2 && apt-get install --simulate --no-install-recommends "$@"'
  docker run --rm --env "DEBIAN_SNAPSHOT=$2" --env DEBIAN_ARCHIVE --volume "$root/packages/service-runtime/debian:/debian:ro" \
    --entrypoint /debian/at-snapshot "$1" sh -c "$simulate" sh "${@:3}" |
    sed -n 's/^Inst \([^ ]*\) .*(\([^ ]*\) .*/\1 \2/p' | sort
}

main() {
  local old new names=()
  mapfile -t names < <(wanted)
  if ! { old=$(packages "$1" "$2" "${names[@]}") && new=$(packages "$1" "$3" "${names[@]}"); }; then
    printf '\nIts packages cannot be listed.\n'
  elif [[ $old == "$new" ]]; then
    printf '\nNo package that our images install differs.\n'
  else
    printf '\n```diff\n'
    { diff <(printf '%s\n' "$old") <(printf '%s\n' "$new") || (($? == 1)); } | sed -n 's/^< /- /p; s/^> /+ /p'
    printf '```\n'
  fi
}

main "${1:?image}" "${2:?old time}" "${3:?new time}"
