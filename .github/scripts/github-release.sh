#!/usr/bin/env bash
# Makes the GitHub release of VERSION from the files of a folder: github-release.sh FOLDER, with GH_TOKEN and GITHUB_SHA.
# SHA256SUMS is sent last: a release that has it is complete and stays as it is, whatever is in the folder.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

folder=${1:?folder} tag=v${VERSION:?} commit=${GITHUB_SHA:?}

# "none", or what the release is, as JSON.
found() {
  local answer
  if answer=$(gh release view "$tag" --json isDraft,targetCommitish,assets 2>&1); then printf '%s' "$answer"
  elif [[ $answer == *'release not found'* ]]; then printf none
  else
    refuse "GitHub does not say whether there is a release." "$tag" "$answer" "No network, or no right to read it." \
      "Run the failed jobs again."
  fi
}

# Whether it is a draft, the commit of its tag, and the names of its files; one whose upload was cut is none.
state() {
  node --print 'const { isDraft, targetCommitish, assets } = JSON.parse(process.argv[1]);
    const whole = assets.filter(({ state }) => state === "uploaded").map(({ name }) => name);
    [isDraft, targetCommitish, ...whole].join(" ")' "$1"
}

# The tag is the commit that the files are from: a draft that another commit began becomes one of this commit.
begin() {
  if [[ $1 == none ]]; then gh release create "$tag" --draft --target "$commit" --title "$tag" --generate-notes
  elif [[ $2 != "$commit" ]]; then gh release edit "$tag" --target "$commit"; fi
}

upload() {
  local files=()
  mapfile -t files < <(find "$folder" -maxdepth 1 -type f ! -name SHA256SUMS | sort)
  gh release upload "$tag" "${files[@]}" --clobber
  gh release upload "$tag" "$folder/SHA256SUMS" --clobber
}

main() {
  local answer draft=true target='' names=''
  (cd "$folder" && sha256sum --check --quiet --strict SHA256SUMS)
  answer=$(found)
  [[ $answer == none ]] || read -r draft target names < <(state "$answer")
  if [[ " $names " != *' SHA256SUMS '* ]]; then
    [[ $draft == true ]] ||
      refuse "The release is public and not complete." "$tag" "$names" "It was not made by this workflow." \
        "Delete it on GitHub if nobody uses it, or make the next version."
    begin "$answer" "$target"
    upload
  fi
  [[ $draft == false ]] || gh release edit "$tag" --draft=false
}

main
