# shellcheck shell=bash disable=SC2034 # the runtime reads the variables
# The faucet for the service runtime.

SERVICE_NAME=faucet
SERVICE_USER=1001:1001
SERVICE_PROCESSES=(faucet)
SERVICE_SECRETS=(FAUCET_MNEMONIC_FILE FAUCET_API_KEY_FILE FAUCET_AGGREGATOR_API_KEY_FILE)
SERVICE_DIRECTORIES=(/var/lib/faucet)
# Without TLS the faucet itself answers on 8080.
SERVICE_HTTP_PORT=0
faucet_command=(start-faucet)
agent_file=/app/dist/acp-adapter/main.js

export FAUCET_AGENT=${FAUCET_AGENT:-builtin}
export FAUCET_MNEMONIC_FILE=${FAUCET_MNEMONIC_FILE:-}
FAUCET_NOSTR_RELAYS=$(list_entries "${FAUCET_NOSTR_RELAYS:-}" | paste -sd , -)
export FAUCET_NOSTR_RELAYS
export FAUCET_AGGREGATOR_URL=${FAUCET_AGGREGATOR_URL:-}
export FAUCET_TRUSTBASE_URL=${FAUCET_TRUSTBASE_URL:-}
export FAUCET_NAMETAG=${FAUCET_NAMETAG-faucet}
export FAUCET_NETWORK=${FAUCET_NETWORK:-testnet}
export FAUCET_REQUIRE_API_KEY=${FAUCET_REQUIRE_API_KEY:-false}
export FAUCET_MAX_AMOUNT=${FAUCET_MAX_AMOUNT:-1000000}
export FAUCET_MAX_AMOUNT_PER_DAY=${FAUCET_MAX_AMOUNT_PER_DAY:-10000000}
export FAUCET_REQUESTS_PER_MINUTE=${FAUCET_REQUESTS_PER_MINUTE:-120}
export FAUCET_PUBLIC_URL=${FAUCET_PUBLIC_URL:-${SSL_DOMAIN:+https://$SSL_DOMAIN}}

# The upstream agent mints as a process of its own; the faucet is the door in front of it.
if [[ $FAUCET_AGENT == upstream ]]; then
  SERVICE_PROCESSES=(faucet agent)
  agent_command=(start-agent)
fi

service_validate() {
  check_agent
  check_boolean FAUCET_REQUIRE_API_KEY
  check_number FAUCET_MAX_AMOUNT 1 999999999
  check_number FAUCET_MAX_AMOUNT_PER_DAY 0 999999999
  check_number FAUCET_REQUESTS_PER_MINUTE 0 999999999
  require_urls FAUCET_NOSTR_RELAYS "wss?" "ws://relay:8080"
  require_url FAUCET_AGGREGATOR_URL "https?" "http://aggregator-proxy:8080"
  require_url FAUCET_TRUSTBASE_URL "https?" "http://aggregator-proxy:8080/.well-known/trust-base.json"
  [[ -n $FAUCET_MNEMONIC_FILE ]] ||
    invalid MNEMONIC_MISSING "The faucet has no mnemonic." FAUCET_MNEMONIC_FILE "" \
      "Mount a file with a BIP-39 mnemonic, mode 0600, and set the variable to its path."
  [[ $FAUCET_REQUIRE_API_KEY != true || -n ${FAUCET_API_KEY_FILE:-} ]] ||
    invalid API_KEY_MISSING "FAUCET_REQUIRE_API_KEY is true, and there is no key." FAUCET_API_KEY_FILE "" \
      "Mount a file with the key and set the variable to its path."
}

check_agent() {
  case $FAUCET_AGENT in
    builtin) ;;
    upstream)
      [[ -f $agent_file ]] ||
        invalid AGENT_MISSING "This image was built without the upstream agent." FAUCET_AGENT "$agent_file is missing" \
          "Build the image with --build-arg FAUCET_UPSTREAM=<image of the agent>, or unset FAUCET_AGENT."
      [[ -z ${FAUCET_MANAGER_PUBKEY:-} ]] ||
        invalid MANAGER_UNSUPPORTED "The upstream agent is managed by this container." FAUCET_MANAGER_PUBKEY "" \
          "Unset the variable."
      ;;
    *) invalid AGENT_UNKNOWN "There is no such agent." FAUCET_AGENT "" "Set it to builtin or upstream." ;;
  esac
}

# require_url VARIABLE SCHEMES EXAMPLE
require_url() {
  if [[ -z ${!1} ]]; then
    invalid URL_MISSING "$1 is not set." "$1" "" "Set it, e.g. $1=$3"
  elif [[ ${!1} == *,* ]]; then
    invalid URL_INVALID "$1 names several addresses, and one is used." "$1" "" "Name the first one only."
  else
    check_url "$1" "${!1}" "$2" "$3"
  fi
}

# require_urls VARIABLE SCHEMES EXAMPLE: one or several, separated by commas.
require_urls() {
  local address
  [[ -n ${!1} ]] || invalid URL_MISSING "$1 is not set." "$1" "" "Set it, e.g. $1=$3"
  while IFS= read -r address; do
    check_url "$1" "$address" "$2" "$3"
  done < <(list_entries "${!1}")
}

# check_url VARIABLE ADDRESS SCHEMES EXAMPLE
check_url() {
  [[ $2 =~ ^$3://[^/@[:space:]]+(/[^[:space:]]*)?$ ]] ||
    invalid URL_INVALID "$1 is not an address." "$1" "" "Write it like $4, without user and password."
}

# What the faucet itself would refuse ends the start: a wrong mnemonic, state of another identity, a damaged database.
service_prepare() {
  as_user "$SERVICE_USER" start-faucet --check || exit 3
  [[ $FAUCET_AGENT != upstream ]] || as_user "$SERVICE_USER" prepare-agent || exit 3
}

service_ready() {
  curl --fail --silent --max-time 4 http://127.0.0.1:8080/ready
}
