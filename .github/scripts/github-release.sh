#!/usr/bin/env bash
# Makes the GitHub release of VERSION from the files of a folder: github-release.sh FOLDER, with GH_TOKEN and GITHUB_SHA.
# SHA256SUMS is sent last: a release that has it is complete and stays as it is, whatever is in the folder.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

folder=${1:?folder} tag=v${VERSION:?}

# "none", or whether it is a draft and the names of its files.
state() {
  local answer
  if answer=$(gh release view "$tag" --json isDraft,assets --jq '"\(.isDraft) \([.assets[].name] | join(" "))"' 2>&1)
  then printf '%s' "$answer"
  elif [[ $answer == *'release not found'* ]]; then printf none
  else
    refuse "GitHub does not say whether there is a release." "$tag" "$answer" "No network, or no right to read it." \
      "Run the failed jobs again."
  fi
}

upload() {
  local files=()
  mapfile -t files < <(find "$folder" -maxdepth 1 -type f ! -name SHA256SUMS | sort)
  gh release upload "$tag" "${files[@]}" --clobber
  gh release upload "$tag" "$folder/SHA256SUMS" --clobber
}

main() {
  local found
  (cd "$folder" && sha256sum --check --quiet --strict SHA256SUMS)
  found=$(state)
  [[ $found != none ]] ||
    gh release create "$tag" --draft --target "${GITHUB_SHA:?}" --title "$tag" --generate-notes
  if [[ " $found " != *' SHA256SUMS '* ]]; then
    [[ $found != false* ]] ||
      refuse "The release is public and not complete." "$tag" "$found" "It was not made by this workflow." \
        "Delete it on GitHub if nobody uses it, or make the next version."
    upload
  fi
  [[ $found == false* ]] || gh release edit "$tag" --draft=false
}

main
