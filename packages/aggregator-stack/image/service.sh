# shellcheck shell=bash disable=SC2034 # the runtime reads the variables
# The aggregator's door for the service runtime: nginx does the work.

SERVICE_NAME=aggregator-proxy
SERVICE_USER=1001:1001
SERVICE_PROCESSES=(status)
status_command=(aggregator-status)
# Containers of the stack use plain HTTP on 8080, with a domain too.
SERVICE_HTTP_PORT=8080
SERVICE_HTTP_BESIDE_TLS=true

# The page of the aggregator's documentation has a door of its own, from the same image.
if [[ ${DOOR:-} == ui ]]; then
  SERVICE_NAME=aggregator-ui
  SERVICE_PROCESSES=()
  SERVICE_ROUTES=/etc/service-runtime/ui
fi

export STACK_GENERATION=${STACK_GENERATION:-}
export STACK_API_VERSION=${STACK_API_VERSION:-}
export STACK_SDK=${STACK_SDK:-}
export STACK_RELAY_URL=${STACK_RELAY_URL:-}
export STACK_FAUCET_URL=${STACK_FAUCET_URL:-}
export READY_SECONDS=${READY_SECONDS:-6}

service_validate() {
  [[ ${DOOR:-} =~ ^(ui)?$ ]] || invalid FORM_INVALID "DOOR is neither empty nor ui." DOOR
  check_number READY_SECONDS 3 3600
  check_form STACK_GENERATION '^[a-z0-9][a-z0-9-]*$' "the id of a generation such as v1"
  check_form STACK_API_VERSION '^v[0-9]+$' "an API version such as v1"
  check_form STACK_RELAY_URL '^wss?://[^/@[:space:]]+(/[^[:space:]]*)?$' "an address such as wss://relay-dev.example.org"
  check_form STACK_FAUCET_URL '^https?://[^/@[:space:]]+(/[^[:space:]]*)?$' "an address such as https://faucet-dev.example.org"
  [[ -z $STACK_SDK ]] || jq -e 'type == "object" and all(.[]; type == "string")' >/dev/null 2>&1 <<<"$STACK_SDK" ||
    invalid SDK_INVALID "STACK_SDK is not a JSON object of package names and versions." STACK_SDK
}

# check_form VARIABLE PATTERN WHAT: when it is set.
check_form() {
  [[ -z ${!1} || ${!1} =~ $2 ]] || invalid FORM_INVALID "$1 is not $3." "$1"
}

# The door itself, not what is behind it: a fault of the aggregator must not restart the door.
service_ready() {
  if [[ ${DOOR:-} == ui ]]; then
    curl --silent --max-time 4 --output /dev/null http://127.0.0.1:8080/
  else
    curl --fail --silent --max-time 4 --output /dev/null http://127.0.0.1:8080/.well-known/trust-base.json
  fi
}
