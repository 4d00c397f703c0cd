#!/usr/bin/env bash
# Proposes what was changed in the checkout: one commit on a branch that belongs to the workflow, and one open pull request.
# Usage: pull-request.sh BRANCH TITLE [FILE with the text], with GH_TOKEN. The same change proposed again changes nothing.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

branch=${1:?branch} title=${2:?title} text=${3:-/dev/null}
base=${BASE_BRANCH:-main}

commit() {
  git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
    commit --quiet --message "$title"
}

# True when the branch on the server is this change on this base: its checks need not run again.
proposed() {
  git_with_token fetch --quiet --depth 2 origin "refs/heads/$branch" 2>/dev/null || return 1
  [[ $(git rev-parse 'FETCH_HEAD^{tree}') == $(git rev-parse 'HEAD^{tree}') ]] &&
    [[ $(git rev-parse --verify --quiet 'FETCH_HEAD^1') == $(git rev-parse 'HEAD^1') ]]
}

# Number of our open pull request; GitHub finds those of forks by the name of their branch as well.
our_pull_request() {
  local found
  found=$(gh pr list --head "$branch" --state open --limit 100 --json number,isCrossRepository)
  node --print 'JSON.parse(process.argv[1]).find(({ isCrossRepository }) => !isCrossRepository)?.number ?? ""' "$found"
}

main() {
  local number
  git add --all
  if git diff --cached --quiet; then
    echo "There is nothing to propose."
    return
  fi
  commit
  if ! proposed; then git_with_token push --quiet --force origin "HEAD:refs/heads/$branch"; fi
  number=$(our_pull_request)
  if [[ -n $number ]]; then gh pr edit "$number" --title "$title" --body-file "$text"
  else gh pr create --head "$branch" --base "$base" --title "$title" --body-file "$text"; fi
}

main
