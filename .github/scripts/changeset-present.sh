#!/usr/bin/env bash
# Refuses a pull request that changes what a package ships and says nothing to its users; HEAD is its merge into the base.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

# Files that differ from the base and match, one a line.
changed() {
  git diff --name-only HEAD^1 HEAD -- "$@"
}

main() {
  local shipped told
  git_with_token fetch --quiet --depth 2 origin "${GITHUB_SHA:?}"
  told=$(changed ':(glob).changeset/*.md' ':(glob)packages/*/CHANGELOG.md')
  shipped=$(changed ':(glob)packages/*/**' ':(exclude,glob)packages/*/test/**' ':(exclude,glob)packages/*/bench/**' \
    ':(exclude,glob)packages/*/vitest.*')
  if [[ -n $shipped && -z $told ]]; then
    refuse 'This pull request has no changeset.' .changeset "changed: $(head -n 3 <<<"$shipped" | paste -sd ' ')" \
      'Its change would be part of no version: what a release ships under a published tag never changes.' \
      'Tell users what changes, as a patch of the package: npx changeset'
  fi
}

main
