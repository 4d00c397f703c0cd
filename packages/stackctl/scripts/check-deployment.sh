#!/usr/bin/env bash
# Checks a deployment as a wallet does: RELAY_URL, AGGREGATOR_URL, FAUCET_URL (at least one); if wanted IPFS_URL,
# MARKET_URL, WALLET_ORIGIN, ALL_FOUR=true. The result goes to stdout, and on GitHub to the page of the run; ends with the
# exit code of the check.
set -euo pipefail

stackctl=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/bin/stackctl.js

# What is to be asked, one a line.
targets() {
  local role variable
  for role in relay aggregator faucet ipfs market; do
    variable=${role^^}_URL
    [[ -z ${!variable:-} ]] || printf '%s\n' "$role=${!variable}"
  done
}

# The text as a block of Markdown that nothing in it can end.
summarize() {
  [[ -n ${GITHUB_STEP_SUMMARY:-} ]] || return 0
  {
    printf '## As a wallet sees it\n\n'
    printf '%s\n' "$1" | sed 's/^/    /'
  } >>"$GITHUB_STEP_SUMMARY"
}

main() {
  local arguments text code=0
  if [[ -z ${RELAY_URL:-}${AGGREGATOR_URL:-}${FAUCET_URL:-} ]]; then
    echo "Nothing to check: set RELAY_URL, AGGREGATOR_URL or FAUCET_URL." >&2
    return 3
  fi
  mapfile -t arguments < <(targets)
  [[ -z ${WALLET_ORIGIN:-} ]] || arguments+=(--origin "$WALLET_ORIGIN")
  [[ ${ALL_FOUR:-} != true ]] || arguments+=(--all-four)
  text=$(NO_COLOR=1 node "$stackctl" check --as-wallet "${arguments[@]}" 2>&1) || code=$?
  printf '%s\n' "$text"
  summarize "$text"
  return "$code"
}

main
