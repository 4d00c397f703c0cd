#!/usr/bin/env bash
# Says whether main still has VERSION, so that the digests of its release belong there: output wanted = true | false.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

main() {
  local there
  git_with_token fetch --quiet --depth 1 origin "refs/heads/${BASE_BRANCH:-main}"
  there=$(git show FETCH_HEAD:package.json | node --print 'JSON.parse(fs.readFileSync(0, "utf8")).version')
  if [[ $there == "${VERSION:?}" ]]; then output wanted true
  else
    printf '::notice title=The digests of v%s are not proposed::main has %s by now; the release on GitHub has them.\n' \
      "$VERSION" "$there"
    output wanted false
  fi
}

main
