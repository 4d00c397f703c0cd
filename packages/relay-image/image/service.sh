# shellcheck shell=bash disable=SC2034,SC2154 # the runtime reads the variables, and has others
# The relay for the service runtime.

SERVICE_NAME=relay
SERVICE_USER=1001:1001
SERVICE_PROCESSES=(relay)
SERVICE_DIRECTORIES=("${RELAY_DATA_DIR:=/var/lib/relay}")
# Without TLS the relay itself answers on 8080.
SERVICE_HTTP_PORT=0
relay_command=(start-relay)
if [[ -n $SSL_DOMAIN ]]; then
  # Behind the route /health of the door.
  SERVICE_PROCESSES+=(health)
  health_command=(relay-health)
fi
# The image's routes, and the limit of connections that only the door can keep.
IMAGE_ROUTES=$SERVICE_ROUTES
SERVICE_ROUTES=$STATE/routes
RELAY_CONFIGURATION=$STATE/relay/config.toml
VOLUME_PERCENT_MAX=80

export RELAY_DATA_DIR RELAY_CONFIGURATION
export RELAY_NAME=${RELAY_NAME:-Unicity relay}
export RELAY_DESCRIPTION=${RELAY_DESCRIPTION:-}
export RELAY_URL=${RELAY_URL:-${SSL_DOMAIN:+wss://$SSL_DOMAIN/}}
export RELAY_PUBKEY=${RELAY_PUBKEY:-}
export RELAY_CONTACT=${RELAY_CONTACT:-}
export RELAY_ICON=${RELAY_ICON:-}
export RELAY_MESSAGES_PER_SECOND=${RELAY_MESSAGES_PER_SECOND:-100}
export RELAY_SUBSCRIPTIONS_PER_MINUTE=${RELAY_SUBSCRIPTIONS_PER_MINUTE:-600}
export RELAY_MAX_CONNECTIONS=${RELAY_MAX_CONNECTIONS:-2000}
export RELAY_MAX_EVENT_BYTES=${RELAY_MAX_EVENT_BYTES:-131072}
export RELAY_MAX_MESSAGE_BYTES=${RELAY_MAX_MESSAGE_BYTES:-196608}
export RELAY_PING_SECONDS=${RELAY_PING_SECONDS:-20}
# nostr-js-sdk dates gift wraps up to two days back or ahead; half an hour is for clocks.
export RELAY_MAX_FUTURE_SECONDS=${RELAY_MAX_FUTURE_SECONDS:-174600}
export RUST_LOG=${RUST_LOG:-info,nostr_rs_relay=info}

service_validate() {
  check_text RELAY_NAME 100
  check_text RELAY_DESCRIPTION 1000
  check_text RELAY_CONTACT 200
  check_form RELAY_URL '^wss?://[^/@[:space:]]+/?$' "an address such as wss://relay-dev.example.org/"
  check_form RELAY_ICON '^https?://[^/@[:space:]]+(/[^[:space:]]*)?$' "an address such as https://example.org/icon.png"
  check_form RELAY_PUBKEY '^[0-9a-f]{64}$' "64 lower case hex digits"
  check_number RELAY_MESSAGES_PER_SECOND 0 10000
  check_number RELAY_SUBSCRIPTIONS_PER_MINUTE 0 100000
  check_number RELAY_MAX_CONNECTIONS 1 4000
  check_number RELAY_MAX_EVENT_BYTES 1024 16777216
  check_number RELAY_MAX_MESSAGE_BYTES 1024 16777216
  # HAProxy cuts a connection that is idle for 30 s.
  check_number RELAY_PING_SECONDS 1 29
  check_number RELAY_MAX_FUTURE_SECONDS 0 999999999
  ((problems > 0 || RELAY_MAX_EVENT_BYTES <= RELAY_MAX_MESSAGE_BYTES)) ||
    invalid SIZE_CONTRADICTION "An event of RELAY_MAX_EVENT_BYTES does not fit into a message." RELAY_MAX_MESSAGE_BYTES "" \
      "Set it to $RELAY_MAX_EVENT_BYTES or more."
}

# check_text VARIABLE CHARACTERS: one line that a person reads.
check_text() {
  local text=${!1}
  if ((${#text} > $2)) || [[ $text =~ [[:cntrl:]] ]]; then
    invalid TEXT_INVALID "$1 is not one line of at most $2 characters." "$1"
  fi
}

# check_form VARIABLE PATTERN WHAT: when it is set.
check_form() {
  [[ -z ${!1} || ${!1} =~ $2 ]] || invalid FORM_INVALID "$1 is not $3." "$1"
}

service_prepare() {
  prepare_database
  mkdir -p -- "$STATE/relay" "$SERVICE_ROUTES"
  relay-config >"$RELAY_CONFIGURATION"
  chmod 0755 "$STATE/relay" "$SERVICE_ROUTES"
  chmod 0644 "$RELAY_CONFIGURATION"
  write_routes
}

# prepare_database: what keeps the relay from writing ends the start with the reason. Root may not enter the folder.
prepare_database() {
  local folder=$RELAY_DATA_DIR/db output
  as_user "$SERVICE_USER" mkdir -p -m 0700 -- "$folder" 2>/dev/null || true
  output=$(as_user "$SERVICE_USER" stat -c 'owner %u:%g, mode %a' -- "$folder" 2>&1 && can_write "$folder" "$SERVICE_USER" 2>&1) ||
    fail 3 FOLDER_UNWRITABLE "The folder of the database does not take files." "$folder" "$output" \
      "It is mounted read-only, the disk is full, or it belongs to another user than $SERVICE_USER." \
      "Check df, the mount and the owner."
}

# write_routes: a WebSocket counts from its opening to its end; other requests do not.
write_routes() {
  # shellcheck disable=SC2016 # nginx's variables
  printf 'include %s/http.conf;\n%s\n%s\nlimit_conn_status 503;\nlimit_conn relay_connections %d;\n' "$IMAGE_ROUTES" \
    'map $http_upgrade $relay_web_socket { default ""; ~*^websocket$ open; }' \
    'limit_conn_zone $relay_web_socket zone=relay_connections:32k;' "$RELAY_MAX_CONNECTIONS" >"$SERVICE_ROUTES/http.conf"
  printf 'include %s/server.conf;\n' "$IMAGE_ROUTES" >"$SERVICE_ROUTES/server.conf"
  chmod 0644 "$SERVICE_ROUTES"/*
}

service_ready() {
  curl --fail --silent --max-time 3 --output /dev/null --header 'Accept: application/nostr+json' http://127.0.0.1:8080/ &&
    { [[ -z $SSL_DOMAIN ]] || curl --fail --silent --max-time 1 --output /dev/null http://127.0.0.1:8081/health; } &&
    can_write "$RELAY_DATA_DIR/db" "$SERVICE_USER"
}

service_warnings() {
  local percent
  percent=$(df --output=pcent -- "$RELAY_DATA_DIR" | tr -dc '0-9')
  ((percent < VOLUME_PERCENT_MAX)) ||
    printf 'volume: %d %% of %s is used; relay-prune makes room\n' "$percent" "$RELAY_DATA_DIR"
}
