#!/usr/bin/env bash
# shellcheck disable=SC2034 # the library reads the variables
# Runs the faucet on a host: bash and Docker, nothing else. --help lists what it takes.
# It needs the folder service-runtime/run beside its own, or, with SSL_MANAGER_RUN_LIB, that and ssl-manager's run-lib.sh.
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
run=${here%/*}/service-runtime/run

SERVICE_NAME=faucet
SERVICE_MEMORY=256m
SERVICE_PIDS=128
SERVICE_CPUS=1
SERVICE_PORT=8080
SERVICE_SECRETS=("faucet-mnemonic FAUCET_MNEMONIC_FILE generate --mnemonic-file")
IMAGE_NAME=${IMAGE_REGISTRY:-ghcr.io/unicity-sphere}/faucet:0.6.0
IMAGE_HINT="build it in a checkout: npx pnpm build:images faucet"
APP_TITLE="Faucet"
DATA_VOLUME=${DATA_VOLUME:-${PROJECT_NAME:-unicity}-faucet-wallet}
DATA_TARGET=/var/lib/faucet
DATA_ENGINE=sqlite
# Its database and the files beside it are only valid together, and it keeps the database for itself.
DATA_BACKUP=stopped
LOCAL_PORT=${LOCAL_PORT:-11004}
HTTPS_CHECK_PATH=/.well-known/faucet.json

no_nametag=''
addresses=(FAUCET_NOSTR_RELAYS FAUCET_AGGREGATOR_URL FAUCET_TRUSTBASE_URL)
texts=(FAUCET_AGENT FAUCET_NAMETAG FAUCET_NETWORK FAUCET_REQUIRE_API_KEY FAUCET_MANAGER_PUBKEY FAUCET_PUBLIC_URL)
numbers=(FAUCET_MAX_AMOUNT FAUCET_MAX_AMOUNT_PER_DAY FAUCET_REQUESTS_PER_MINUTE)
# The image's own limits.
ranges=("FAUCET_MAX_AMOUNT 1 999999999" "FAUCET_MAX_AMOUNT_PER_DAY 0 999999999" "FAUCET_REQUESTS_PER_MINUTE 0 999999999")

library=${SSL_MANAGER_RUN_LIB:-$run/run-library.sh}
for file in "$run/service.sh" "$library"; do
  [[ -r $file ]] || {
    printf 'A part of the run library is missing: %s\nCopy the folder service-runtime/run beside faucet-image.\n' "$file" >&2
    exit 3
  }
done
# shellcheck source=../service-runtime/run/service.sh
source "$run/service.sh"
# shellcheck source=../service-runtime/run/run-library.sh
source "$library"

app_parse_args() {
  local -A flags=([--nostr-relays]=FAUCET_NOSTR_RELAYS [--aggregator-url]=FAUCET_AGGREGATOR_URL
    [--trustbase-url]=FAUCET_TRUSTBASE_URL [--mnemonic-file]=FAUCET_MNEMONIC_FILE [--nametag]=FAUCET_NAMETAG
    [--network]=FAUCET_NETWORK [--max-amount]=FAUCET_MAX_AMOUNT [--max-amount-per-day]=FAUCET_MAX_AMOUNT_PER_DAY
    [--requests-per-minute]=FAUCET_REQUESTS_PER_MINUTE [--api-key-file]=FAUCET_API_KEY_FILE
    [--aggregator-api-key-file]=FAUCET_AGGREGATOR_API_KEY_FILE [--identity-vol]=DATA_VOLUME)
  case $1 in
    --no-nametag) no_nametag=true ;;
    --require-api-key) FAUCET_REQUIRE_API_KEY=true ;;
    --skip-verification) run_usage "--skip-verification: the faucet verifies every proof." "name its trust base with --trustbase-url URL" ;;
    *)
      [[ -n ${flags[$1]:-} ]] || return 0
      require_arg "$1" "${2:-}"
      printf -v "${flags[$1]}" '%s' "$2"
      return 2
      ;;
  esac
  return 1
}

app_help() {
  cat <<'HELP'
Faucet:
  --nostr-relays URL[,URL…]       relays, of which one has to work (default: the relay that runs on this host)
  --aggregator-url URL            an aggregator with API v1 (default: the one that runs on this host)
  --trustbase-url URL             its trust base (default: that of the aggregator on this host)
  --mnemonic-file FILE            its identity, a BIP-39 phrase (default: one is made at the first start)
  --nametag NAME, --no-nametag    its own name (default faucet)
  --network NAME                  in /.well-known/faucet.json (default testnet)
  --max-amount N                  largest request, human units (default 1000000)
  --max-amount-per-day N          per recipient and coin, 0: unlimited (default 10000000)
  --requests-per-minute N         per recipient and coin, 0: unlimited (default 120)
  --require-api-key               requests need the key; one is made unless there is a file
  --api-key-file FILE             opens history and statistics to the holder of the key
  --aggregator-api-key-file FILE  key that the aggregator asks for
  --identity-vol VOLUME           its state (the same as the variable DATA_VOLUME)

The other FAUCET_ variables of the image (see its README) are handed over from the environment.
HELP
}

app_validate() {
  local name least most
  run_require_acme_settings
  for name in "${texts[@]}"; do
    run_require_line "$name" "${!name:-}" 200
  done
  while read -r name least most; do
    run_require_range "$name" "${!name:-}" "$least" "$most"
  done < <(printf '%s\n' "${ranges[@]}")
  run_require_form --nostr-relays "${FAUCET_NOSTR_RELAYS:-}" '^wss?://[^/@,[:space:]]+(/[^,[:space:]]*)?(, *wss?://[^/@,[:space:]]+(/[^,[:space:]]*)?)*$' \
    "an address such as wss://relay-dev.example.org, or several, separated by commas"
  run_require_form --aggregator-url "${FAUCET_AGGREGATOR_URL:-}" '^https?://[^/@[:space:]]+(/[^[:space:]]*)?$' "an address such as https://aggregator-dev.example.org"
  run_require_form --trustbase-url "${FAUCET_TRUSTBASE_URL:-}" '^https?://[^/@[:space:]]+/[^[:space:]]*$' "an address such as https://aggregator-dev.example.org/.well-known/trust-base.json"
  faucet_find_neighbours
  faucet_add_keys
  faucet_require_addresses
  run_ensure_secrets
  faucet_require_phrase
}

# faucet_find_neighbours: relay and aggregator of this host where no flag names others. A trust base goes with its aggregator.
faucet_find_neighbours() {
  if [[ -z ${FAUCET_NOSTR_RELAYS:-} ]]; then
    run_find_sibling relay --nostr-relays ws 8080
    FAUCET_NOSTR_RELAYS=$SIBLING_URL
  fi
  if [[ -z ${FAUCET_AGGREGATOR_URL:-} ]]; then
    run_find_sibling aggregator-proxy "--aggregator-url URL --trustbase-url" http 8080
    FAUCET_AGGREGATOR_URL=$SIBLING_URL
    : "${FAUCET_TRUSTBASE_URL:=${SIBLING_URL:+$SIBLING_URL/.well-known/trust-base.json}}"
  elif [[ -z ${FAUCET_TRUSTBASE_URL:-} ]]; then
    run_usage "--trustbase-url is missing: every proof of that aggregator is verified with its trust base." \
      "add --trustbase-url URL, perhaps ${FAUCET_AGGREGATOR_URL%/}/.well-known/trust-base.json"
  fi
}

faucet_add_keys() {
  if [[ ${FAUCET_REQUIRE_API_KEY:-} == true ]]; then
    SERVICE_SECRETS+=("faucet-api-key FAUCET_API_KEY_FILE generate --api-key-file")
  elif [[ -n ${FAUCET_API_KEY_FILE:-} ]]; then
    SERVICE_SECRETS+=("faucet-api-key FAUCET_API_KEY_FILE required --api-key-file")
  fi
  [[ -z ${FAUCET_AGGREGATOR_API_KEY_FILE:-} ]] ||
    SERVICE_SECRETS+=("faucet-aggregator-api-key FAUCET_AGGREGATOR_API_KEY_FILE required --aggregator-api-key-file")
}

# faucet_probe: what relays, aggregator and trust base answer to the image on the networks of the faucet.
faucet_probe() {
  local relay
  local -a asked=() relays
  IFS=', ' read -r -a relays <<<"${FAUCET_NOSTR_RELAYS:-}"
  for relay in "${relays[@]}"; do
    faucet_ask --nostr-relays relay "$relay"
  done
  faucet_ask --aggregator-url json-rpc "${FAUCET_AGGREGATOR_URL:-}"
  faucet_ask --trustbase-url json "${FAUCET_TRUSTBASE_URL:-}"
  ((${#asked[@]} == 0)) || ! faucet_has_image || run_probe_addresses "${asked[@]}"
}
# faucet_ask FLAG KIND URL: adds a question of faucet_probe.
faucet_ask() { [[ -z $3 ]] || run_is_to_come "$3" || asked+=("$@"); }
faucet_has_image() { run_ask image inspect --format '{{.Id}}' "$IMAGE_NAME" >/dev/null 2>&1; }

# faucet_judge_addresses: a line "pass:…", "warn:…" or "fail:…" for each; of several relays one has to work.
faucet_judge_addresses() {
  local lines flag url result word
  lines=$(faucet_probe)
  while IFS=$'\t' read -r flag url result; do
    word=fail
    [[ $flag != --nostr-relays ]] || ! grep -q $'^--nostr-relays\t.*\tok$' <<<"$lines" || word=warn
    if [[ $result == ok ]]; then
      printf 'pass:%s answers\n' "$url"
    elif [[ -n $result ]]; then
      printf '%s:%s: %s (%s)\n' "$word" "$url" "$result" "$flag"
    fi
  done <<<"$lines"
}

# faucet_require_addresses: found before anything is made or stopped.
faucet_require_addresses() {
  local problems
  [[ ${RUN_ACTION:-start} == start ]] || return 0
  problems=$(faucet_judge_addresses | sed -n 's/^fail://p')
  [[ -z $problems ]] || run_die 2 ADDRESS_UNREACHABLE "What the faucet needs does not answer; nothing was changed." \
    "asked with the image, on the networks of the faucet" "$problems" "a wrong address, or it is down" \
    "correct the flag in brackets, or start what is down; $0 --check asks again"
}
app_check() { faucet_judge_addresses; }

app_generate_secret() {
  case $1 in
    faucet-mnemonic) run_in_image unicity-devnet mnemonic ;;
    faucet-api-key) run_in_image openssl rand -hex 32 ;;
  esac
}

# faucet_require_phrase: the image looks at the mnemonic, and whether the state in the volume is of its identity, before
# anything is stopped. One that has no such command looks at its start.
faucet_require_phrase() {
  local answer
  local -a compare=()
  [[ ${RUN_ACTION:-start} =~ ^(start|check)$ && -s $FAUCET_MNEMONIC_FILE ]] || return 0
  faucet_has_image || return 0
  if run_ask volume inspect --format '{{.Name}}' "$DATA_VOLUME" >/dev/null 2>&1; then
    compare=(--data-dir "$DATA_TARGET")
    local -a RUN_IN_IMAGE_FLAGS=(--network none --mount "type=volume,source=$DATA_VOLUME,target=$DATA_TARGET,readonly,volume-nocopy")
    local RUN_IN_IMAGE_USER=1001:1001
  fi
  answer=$(run_in_image unicity-devnet mnemonic --check "${compare[@]}" <"$FAUCET_MNEMONIC_FILE" 2>&1) && return 0
  [[ $answer != *IDENTITY_MISMATCH* ]] || run_die 3 IDENTITY_MISMATCH "The state of the faucet belongs to another phrase; nothing was changed." \
    "volume $DATA_VOLUME, phrase $FAUCET_MNEMONIC_FILE" "$(sed -n 's/^ *evidence: *//p' <<<"$answer")" \
    "the file was replaced, or the volume is another faucet's" \
    "--mnemonic-file FILE with the phrase of that state, or --identity-vol NAME for a faucet with state of its own"
  [[ $answer == *MNEMONIC_INVALID* ]] || return 0
  run_die 3 MNEMONIC_INVALID "The mnemonic is not a valid BIP-39 phrase; nothing was changed." "$FAUCET_MNEMONIC_FILE" \
    "$(sed -n 's/^ *evidence: *//p' <<<"$answer")" "a word is missing, misspelt or out of order, or the file is another secret" \
    "put the right phrase into the file"
}

app_print_config() {
  printf '  %-14s%s\n' Relay: "$FAUCET_NOSTR_RELAYS" Aggregator: "$FAUCET_AGGREGATOR_URL" "Trust base:" "$FAUCET_TRUSTBASE_URL" \
    Mnemonic: "$FAUCET_MNEMONIC_FILE"
}
app_env_args() {
  run_secret_environment
  run_variable_flags "${addresses[@]}" "${texts[@]}" "${numbers[@]}"
  [[ -z $no_nametag ]] || printf -- '-e FAUCET_NAMETAG=\n'
}
app_docker_args() { run_container_flags; }
app_port_args() { run_port_flags; }

# What a client asks first, and whether tokens can be minted and delivered.
app_health_check() {
  local document state status
  run_await "$1"
  document=$(run_ask_service "$1" /.well-known/faucet.json)
  state=$(run_json_field "$document" status)
  if [[ $state == running ]]; then
    printf 'pass:faucet is running: %s\n' "$(run_json_field "$document" direct_address)"
  else
    printf 'fail:faucet says of itself: %s\n' "${state:-nothing}"
  fi
  faucet_warn_nameless "$1" "$document"
  status=$(run_ask_service "$1" /ready --output /dev/null --write-out '%{http_code}')
  if [[ $status == 200 ]]; then
    printf 'pass:faucet can mint and deliver\n'
  else
    printf 'fail:faucet cannot mint and deliver: /ready answers %s\n' "${status:-nothing}"
  fi
}

# faucet_warn_nameless CONTAINER DOCUMENT: it has no name although it wants one.
faucet_warn_nameless() {
  [[ $2 =~ \"nametag\":[[:space:]]*null ]] || return 0
  ! run_ask container inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$1" 2>/dev/null | grep -x 'FAUCET_NAMETAG=' >/dev/null || return 0
  printf 'warn:faucet has no nametag, as another key has the name: it is reached by key only; choose another with --nametag NAME\n'
}

app_summary() {
  local address=https://$SSL_DOMAIN
  [[ -n $SSL_DOMAIN ]] || address=http://$(run_published_address "$CONTAINER_NAME")
  printf 'Wallets:\n  faucet    %s/api/v1/faucet/request\n  identity  %s/.well-known/faucet.json\n' "$address" "$address"
  printf 'Its identity is %s: keep a copy.\n' "$FAUCET_MNEMONIC_FILE"
}

ssl_manager_run "$@"
