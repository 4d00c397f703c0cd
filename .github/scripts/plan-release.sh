#!/usr/bin/env bash
# Decides what a push to main asks for. Outputs: version, and action = version (changesets wait) | release (the version has
# no tag yet) | nothing. AGAIN=true: release, whatever is there; every step finds what is done already.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

waiting() {
  find .changeset -maxdepth 1 -name '*.md' ! -name README.md | sort
}

# Ends with 0 when origin has the tag, 2 when it has not.
has_tag() {
  git_with_token ls-remote --exit-code --tags origin "refs/tags/$1" >/dev/null
}

# Says that a version may be passed over: its own run was cancelled, or other changes were merged with it.
warn_untagged() {
  printf '::warning title=v%s has no tag::%s\n' "$1" \
    "The next version will take its place. To release it all the same, see \"Every release\" in docs/RELEASING.md."
}

main() {
  local version action code=0
  version=$(shared_version)
  has_tag "v$version" || code=$?
  ((code == 0 || code == 2)) ||
    refuse "The tags of the repository cannot be read." origin "git ls-remote ended with $code" \
      "No network, or no access." "Run the workflow again."
  if [[ ${AGAIN:-} == true ]]; then
    [[ -z $(waiting) ]] ||
      refuse "Changesets wait for a version." .changeset "$(waiting | tr '\n' ' ')" \
        "This is not the commit of a release." "Run the workflow on the tag of the release."
    action=release
  elif [[ -n $(waiting) ]]; then
    action=version
    ((code == 0)) || warn_untagged "$version"
  elif ((code == 2)); then action=release
  else action=nothing; fi
  output version "$version"
  output action "$action"
}

main
