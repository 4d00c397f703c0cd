#!/usr/bin/env bash
# shellcheck disable=SC2034 # the library reads the variables
# Runs the Nostr relay on a host: bash and Docker, nothing else. --help lists what it takes.
# It needs the folder service-runtime/run beside its own, or, with SSL_MANAGER_RUN_LIB, that and ssl-manager's run-lib.sh.
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
run=${here%/*}/service-runtime/run

SERVICE_NAME=relay
SERVICE_MEMORY=512m
SERVICE_PIDS=128
SERVICE_CPUS=1
SERVICE_TMPFS=(/run:1m)
SERVICE_PORT=8080
IMAGE_NAME=${IMAGE_REGISTRY:-ghcr.io/unicity-sphere}/relay:0.6.0
IMAGE_HINT="build it in a checkout: npx pnpm build:images relay"
APP_TITLE="Nostr relay"
DATA_VOLUME=${DATA_VOLUME:-${PROJECT_NAME:-unicity}-relay-data}
DATA_TARGET=/var/lib/relay
DATA_ENGINE=sqlite
LOCAL_PORT=${LOCAL_PORT:-7777}

RELAY_NAME=${RELAY_NAME:-Unicity relay}
RELAY_DESCRIPTION=${RELAY_DESCRIPTION:-Nostr relay}
RUST_LOG=${RELAY_LOG:-info,nostr_rs_relay=info}
log_level=''
texts=(RELAY_NAME RELAY_DESCRIPTION RELAY_CONTACT RELAY_PUBKEY RELAY_ICON RELAY_URL)
numbers=(RELAY_MESSAGES_PER_SECOND RELAY_SUBSCRIPTIONS_PER_MINUTE RELAY_MAX_CONNECTIONS RELAY_MAX_EVENT_BYTES
  RELAY_MAX_MESSAGE_BYTES RELAY_PING_SECONDS RELAY_MAX_FUTURE_SECONDS)
# The image's own limits.
ranges=("RELAY_MESSAGES_PER_SECOND 0 10000" "RELAY_SUBSCRIPTIONS_PER_MINUTE 0 100000" "RELAY_MAX_CONNECTIONS 1 4000"
  "RELAY_MAX_EVENT_BYTES 1024 16777216" "RELAY_MAX_MESSAGE_BYTES 1024 16777216" "RELAY_PING_SECONDS 1 29"
  "RELAY_MAX_FUTURE_SECONDS 0 999999999")

library=${SSL_MANAGER_RUN_LIB:-$run/run-library.sh}
for file in "$run/service.sh" "$library"; do
  [[ -r $file ]] || {
    printf 'A part of the run library is missing: %s\nCopy the folder service-runtime/run beside relay-image.\n' "$file" >&2
    exit 3
  }
done
# shellcheck source=../service-runtime/run/service.sh
source "$run/service.sh"
# shellcheck source=../service-runtime/run/run-library.sh
source "$library"

app_parse_args() {
  local -A flags=([--relay-name]=RELAY_NAME [--relay-description]=RELAY_DESCRIPTION [--relay-contact]=RELAY_CONTACT
    [--relay-pubkey]=RELAY_PUBKEY [--relay-icon]=RELAY_ICON [--max-connections]=RELAY_MAX_CONNECTIONS
    [--max-event-bytes]=RELAY_MAX_EVENT_BYTES [--messages-per-second]=RELAY_MESSAGES_PER_SECOND
    [--subscriptions-per-minute]=RELAY_SUBSCRIPTIONS_PER_MINUTE [--log-level]=log_level)
  [[ -n ${flags[$1]:-} ]] || return 0
  require_arg "$1" "${2:-}"
  printf -v "${flags[$1]}" '%s' "$2"
  return 2
}

app_help() {
  cat <<'HELP'
Relay:
  --relay-name TEXT               its name in the information document (NIP-11)
  --relay-description TEXT
  --relay-contact URI             e.g. mailto:ops@example.org
  --relay-pubkey HEX              key of the operator
  --relay-icon URL
  --max-connections N             open WebSockets (default 2000)
  --max-event-bytes N             largest event (default 131072)
  --messages-per-second N         events of all clients together, 0: unlimited (default 100)
  --subscriptions-per-minute N    of one connection, 0: unlimited (default 600)
  --log-level LEVEL               error, warn, info, debug or trace

The other RELAY_ variables of the image (see its README) are handed over from the environment; RELAY_LOG is a whole log
filter.
HELP
}

app_validate() {
  local name least most
  run_require_acme_settings
  run_require_line --relay-name "$RELAY_NAME" 100
  run_require_line --relay-description "$RELAY_DESCRIPTION" 1000
  run_require_line --relay-contact "${RELAY_CONTACT:-}" 200
  run_require_form --relay-pubkey "${RELAY_PUBKEY:-}" '^[0-9a-f]{64}$' "64 lower case hex digits"
  run_require_form --relay-icon "${RELAY_ICON:-}" '^https?://[^/@[:space:]]+(/[^[:space:]]*)?$' "an address such as https://example.org/icon.png"
  run_require_form RELAY_URL "${RELAY_URL:-}" '^wss?://[^/@[:space:]]+/?$' "an address such as wss://relay-dev.example.org/"
  run_require_line RELAY_LOG "$RUST_LOG" 200
  while read -r name least most; do
    run_require_range "$name" "${!name:-}" "$least" "$most"
  done < <(printf '%s\n' "${ranges[@]}")
  ((${RELAY_MAX_EVENT_BYTES:-131072} <= ${RELAY_MAX_MESSAGE_BYTES:-196608})) ||
    run_usage "An event of RELAY_MAX_EVENT_BYTES does not fit into a message." "set RELAY_MAX_MESSAGE_BYTES to $RELAY_MAX_EVENT_BYTES or more"
  run_require_form --log-level "$log_level" '^(error|warn|info|debug|trace)$' "error, warn, info, debug or trace"
  [[ -z $log_level ]] || RUST_LOG=$log_level,nostr_rs_relay=$log_level
}

app_print_config() { printf '  %-14s%s\n' Name: "$RELAY_NAME" Log: "$RUST_LOG"; }
app_env_args() { run_variable_flags "${texts[@]}" "${numbers[@]}" RUST_LOG; }
app_docker_args() { run_container_flags; }
app_port_args() { run_port_flags; }

# The relay itself, as a wallet comes: its information document, and a WebSocket.
app_health_check() {
  local information status
  run_await "$1"
  information=$(relay_ask "$1" --header 'Accept: application/nostr+json')
  if [[ $information == *'"supported_nips"'* ]]; then
    printf 'pass:relay answers its information document (NIP-11): %s\n' "$(run_json_field "$information" name)"
  else
    printf 'fail:relay does not answer its information document (NIP-11)\n'
  fi
  status=$(relay_upgrade_status "$1" 1)
  [[ $status == 101 ]] || status=$(relay_upgrade_status "$1" 5)
  if [[ $status == 101 ]]; then
    printf 'pass:relay opens a WebSocket\n'
  else
    printf 'fail:relay opens no WebSocket (%s)\n' "${status:-no answer}"
  fi
}

# relay_upgrade_status CONTAINER SECONDS: the status of a WebSocket's opening (RFC 6455). curl stays until its time is over.
relay_upgrade_status() {
  relay_ask "$1" --http1.1 --max-time "$2" --header 'Connection: Upgrade' --header 'Upgrade: websocket' \
    --header 'Sec-WebSocket-Version: 13' --header 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \
    --output /dev/null --write-out '%{http_code}'
}

# relay_ask CONTAINER CURL_ARGUMENT…: the path /.
relay_ask() { run_ask_service "$1" / "${@:2}"; }

app_summary() {
  local address=wss://$SSL_DOMAIN
  [[ -n $SSL_DOMAIN ]] || address=ws://$(run_published_address "$CONTAINER_NAME")
  printf 'Wallets:\n  relay     %s\n' "$address"
  printf 'Containers on the network %s: ws://%s:%s\n' "$APP_NET" "$CONTAINER_NAME" "$SERVICE_PORT"
}

ssl_manager_run "$@"
