#!/usr/bin/env bash
# Signs images by digest (IMAGES, separated by spaces) and attests where they come from and what is in them. Keyless: the
# certificate names this workflow. A trial signs with the private key in SIGNING_KEY, and publishes nothing about it.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

here=$(dirname "${BASH_SOURCE[0]}")
how=(--yes)
[[ -z ${SIGNING_KEY:-} ]] || how+=(--key "$SIGNING_KEY" --tlog-upload=false)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The images of an index, one for each platform.
platforms_of() {
  docker buildx imagetools inspect --raw "$1" | node --print '
    const { manifests = [] } = JSON.parse(fs.readFileSync(0, "utf8"));
    manifests.map(({ digest }) => process.argv[1].replace(/@.*/, "@" + digest)).join("\n")' "$1"
}

attest_content() {
  syft scan "registry:$1" --output "spdx-json=$scratch/sbom.json"
  cosign attest "${how[@]}" --type spdxjson --predicate "$scratch/sbom.json" "$1"
}

main() {
  local image platform platforms
  node "$here/provenance.mjs" >"$scratch/provenance.json"
  for image in ${IMAGES:?}; do
    [[ $image == *@sha256:* ]] ||
      refuse "Only a digest is signed." "$image" "a tag" "A tag may be another image by now." "Name it by its digest."
    platforms=$(platforms_of "$image")
    [[ -n $platforms ]] ||
      refuse "The index names no image." "$image" "no manifests" "It is no index." "See what was published under it."
    # What is released is the index: a digest of one platform does not pass for it.
    cosign sign "${how[@]}" --annotations kind=index "$image"
    cosign attest "${how[@]}" --type slsaprovenance1 --predicate "$scratch/provenance.json" "$image"
    for platform in $platforms; do
      cosign sign "${how[@]}" --annotations kind=platform "$platform"
      attest_content "$platform"
    done
  done
}

main
