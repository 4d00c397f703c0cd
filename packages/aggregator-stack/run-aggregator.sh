#!/usr/bin/env bash
# shellcheck disable=SC2034 # the library reads the variables
# Runs the aggregator's stack on a host: bash, Docker and Compose, nothing else. --help lists what it takes.
# It needs the folder service-runtime/run beside its own, and the rendered aggregator.yml beside itself or in generated/.
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
library=${here%/*}/service-runtime/run/compose-library.sh

STACK_NAME=aggregator
SERVICE_NAME=aggregator-proxy
SERVICE_PORT=8080
IMAGE_OWN=ghcr.io/unicity-sphere/
IMAGE_OWN_NAMES="aggregator-proxy aggregator-tools"
IMAGE_HINT="those of this repository, in a checkout:
npx pnpm build:images aggregator-proxy aggregator-tools"
APP_TITLE="Aggregator"
LOCAL_PORT=${LOCAL_PORT:-11003}
HTTPS_CHECK_PATH=/.well-known/trust-base.json
# Seconds in which the block height has to grow.
HEIGHT_TIMEOUT=${HEIGHT_TIMEOUT:-10}

[[ -r $library ]] || {
  printf 'The run library is missing: %s\nCopy the folder service-runtime/run beside aggregator-stack.\n' "$library" >&2
  exit 3
}
# shellcheck source=../service-runtime/run/compose-library.sh
source "$library"

app_parse_args() {
  local -A flags=([--root-keys-file]=ROOT_KEYS_FILE [--aggregator-keys-file]=AGGREGATOR_KEYS_FILE
    [--log-level]=AGGREGATOR_LOG_LEVEL)
  [[ -n ${flags[$1]:-} ]] || {
    compose_parse_args "$@"
    return
  }
  require_arg "$1" "${2:-}"
  printf -v "${flags[$1]}" '%s' "$2"
  return 2
}

app_help() {
  compose_help
  cat <<'HELP'

Aggregator:
  --root-keys-file FILE        keys for a fresh root node, for a trust base that stays the same over wipes
  --aggregator-keys-file FILE  keys for a fresh aggregator
  --log-level LEVEL            debug, info, warn or error
HELP
}

app_validate() {
  run_require_form --log-level "${AGGREGATOR_LOG_LEVEL:-}" '^(debug|info|warn|error)$' "debug, info, warn or error"
  run_require_number HEIGHT_TIMEOUT "$HEIGHT_TIMEOUT"
  aggregator_settle_keys ROOT_KEYS_FILE --root-keys-file
  aggregator_settle_keys AGGREGATOR_KEYS_FILE --aggregator-keys-file
}

# aggregator_settle_keys VARIABLE FLAG: the jobs look at the keys, and refuse others than those of the chain.
aggregator_settle_keys() {
  local file=${!1:-}
  [[ -n $file && $file != /dev/null ]] || return 0
  [[ $file == /* ]] || file=$PWD/$file
  run_inspect_secret "${2#--}" "$file" "$2 FILE or $1"
  printf -v "$1" '%s' "$file"
}

app_print_config() { compose_print_config; }

# As a wallet comes: whether blocks are certified, and what to verify them with.
app_health_check() {
  aggregator_check_height "$1"
  aggregator_check_trust_base "$1"
  aggregator_check_chain "$1"
}

# aggregator_check_height CONTAINER: /health says ok on a chain that stands still, so the height has to grow.
aggregator_check_height() {
  local height first='' deadline=$((SECONDS + HEIGHT_TIMEOUT))
  while true; do
    height=$(aggregator_height "$1")
    if [[ $height =~ ^[0-9]{1,18}$ ]]; then
      : "${first:=$height}"
      if ((height > first)); then
        printf 'pass:block height grows: %s, then %s\n' "$first" "$height"
        return 0
      fi
    fi
    ((SECONDS < deadline)) || break
    run_pause 0.5
  done
  printf 'fail:block height did not grow within %s s: %s\n' "$HEIGHT_TIMEOUT" "${first:-no answer to get_block_height}"
}

aggregator_height() {
  run_json_field "$(run_ask_service "$1" / --header 'Content-Type: application/json' \
    --data '{"jsonrpc":"2.0","id":1,"method":"get_block_height","params":{}}')" blockNumber
}

# aggregator_check_trust_base CONTAINER: served whole, with the sum that is served beside it.
aggregator_check_trust_base() {
  local sum told
  sum=$(run_ask_service "$1" /.well-known/trust-base.json --fail | run_limited 20 docker exec -i "$1" sha256sum 2>/dev/null || true)
  told=$(run_ask_service "$1" /.well-known/trust-base.json.sha256 --fail)
  sum=${sum%% *} told=${told%% *}
  if [[ ! $told =~ ^[0-9a-f]{64}$ ]]; then
    printf 'fail:trust base is not served\n'
  elif [[ $sum != "$told" ]]; then
    printf 'fail:trust base has sha256 %s, and %s is served beside it\n' "${sum:-unknown}" "$told"
  else
    printf 'pass:trust base is served, sha256 %s\n' "$sum"
  fi
}

# aggregator_check_chain CONTAINER: that it is of the generation of the images.
aggregator_check_chain() {
  local document generation
  document=$(run_ask_service "$1" /.well-known/unicity-stack.json --fail)
  generation=$(run_json_field "$document" generation)
  if [[ -n $generation && $generation == "$COMPOSE_GENERATION" ]]; then
    printf 'pass:chain of generation %s, genesis %s\n' "$generation" "$(run_json_field "$document" genesisId)"
  else
    printf 'fail:the door says generation %s, and the Compose file %s\n' "${generation:-none}" "${COMPOSE_GENERATION:-none}"
  fi
}

app_summary() {
  local address=https://$SSL_DOMAIN
  [[ -n $SSL_DOMAIN ]] || address=http://$(run_published_address "$CONTAINER_NAME")
  printf 'Wallets:\n  aggregator  %s\n  trust base  %s/.well-known/trust-base.json\n' "$address" "$address"
  printf 'Containers on the network %s: http://%s:%s\n' "$APP_NET" "$CONTAINER_NAME" "$SERVICE_PORT"
}

run_compose_stack "$@"
