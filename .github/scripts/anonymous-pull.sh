#!/usr/bin/env bash
# Pulls images as somebody without a login does: IMAGES (by digest, separated by spaces), each also by the tag VERSION,
# which has to be the same.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

DOCKER_CONFIG=$(mktemp -d)
export DOCKER_CONFIG
trap 'rm -rf "$DOCKER_CONFIG"' EXIT

check() {
  local image=$1 tagged=${1%@*}:${VERSION:?} answer
  answer=$(docker pull --quiet "$tagged" 2>&1) ||
    refuse "An image cannot be pulled without a login." "$tagged" "$answer" \
      "The first push makes a private package." "Make the package public in its settings, and run the failed jobs again."
  answer=$(docker image inspect --format '{{join .RepoDigests " "}}' "$tagged")
  [[ " $answer " == *" $image "* ]] ||
    refuse "A tag is another image than the one that was published." "$tagged" "$answer instead of $image" \
      "Somebody else published, or a mirror answers." "See who may write to the package."
  echo "✔ $image"
}

for image in ${IMAGES:?}; do check "$image"; done
