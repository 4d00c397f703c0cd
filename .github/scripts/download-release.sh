#!/usr/bin/env bash
# Takes the files of the GitHub release of VERSION into an empty folder and checks their sums: download-release.sh FOLDER
set -euo pipefail
folder=${1:?folder}
mkdir -p "$folder"
gh release download "v${VERSION:?}" --dir "$folder"
cd "$folder"
sha256sum --check --quiet --strict SHA256SUMS
