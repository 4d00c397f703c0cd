# shellcheck shell=bash
# Registration in two phases: plain HTTP before the certificate exists, HTTPS as well after it.
# Kept as upstream has it: phase 1 drops an HTTPS route that worked, and every refusal but 409 is tried again for 302 s.

# shellcheck source=../library/backend-body.sh
source /usr/local/lib/ssl-manager/backend-body.sh

# Without HAPROXY_HOST a container of the name `haproxy` is taken, if there is one.
detect_haproxy() {
  if [[ -z $HAPROXY_HOST ]] && getent hosts haproxy >/dev/null; then
    HAPROXY_HOST=haproxy
  fi
}

# Waits for name and port of the API; goes on after each time-out. The address is looked up once, for good.
locate_api() {
  local second address
  for ((second = 0; second < 30; second++)); do
    ! getent hosts "$HAPROXY_HOST" >/dev/null || break
    sleep 1
  done
  address=$(getent hosts "$HAPROXY_HOST" | awk 'NR == 1 { print $1 }') || true
  address=${address:-$HAPROXY_HOST}
  backends_url="http://$address:$HAPROXY_API_PORT/v1/backends"
  for ((second = 0; second < 60; second++)); do
    ! nc -z -w1 "$address" "$HAPROXY_API_PORT" || return 0
    sleep 1
  done
  warn "the registration API does not answer at $address:$HAPROXY_API_PORT"
}

# post_backend BODY [curl option…]: prints the HTTP status, 000 without an answer.
post_backend() {
  local body=$1
  shift
  curl -s -o /dev/null -w '%{http_code}' "$@" -X POST -H 'Content-Type: application/json' \
    "${authorization[@]}" -d "$body" "$backends_url" || true
}

delete_backend() {
  curl -s -o /dev/null --max-time 5 -X DELETE "${authorization[@]}" "$backends_url/$1" || true
}

is_registered() { [[ $1 == 200 || $1 == 201 ]]; }

# Phase 1 for the primary domain: a 409 is taken for a stale entry of ours, all else for an API that is not ready.
register_primary() {
  local body status conflicts=0 pause=2 slept=0
  body=$(backend_body "$SSL_DOMAIN" null)
  while ((slept < 300)); do
    status=$(post_backend "$body")
    ! is_registered "$status" || return 0
    if [[ $status == 409 ]]; then
      ((++conflicts < 4)) || die 13 "$SSL_DOMAIN belongs to another container"
      delete_backend "$SSL_DOMAIN"
      sleep 2
      continue
    fi
    warn "registration answered $status, next try in $pause s"
    sleep "$pause"
    ((slept += pause))
    pause=$((pause * 2 > 60 ? 60 : pause * 2))
  done
  die 13 "$SSL_DOMAIN could not be registered"
}

# Phase 1 for an alias: three tries.
register_alias() {
  local domain=$1 body status attempt
  body=$(backend_body "$domain" null)
  for attempt in 1 2 3; do
    status=$(post_backend "$body")
    ! is_registered "$status" || return 0
    warn "registration of $domain answered $status (try $attempt)"
    [[ $status != 409 ]] || delete_backend "$domain"
    sleep 2
  done
  die 13 "$domain could not be registered"
}

register_http_only() {
  local alias
  if [[ -n $EXTRA_PORTS ]] && ! jq empty <<<"$EXTRA_PORTS"; then
    die 13 "EXTRA_PORTS is not JSON"
  fi
  set_authorization
  locate_api
  register_primary
  # shellcheck disable=SC2154 # set by the command that sources this
  for alias in "${aliases[@]}"; do
    register_alias "$alias"
  done
}

# Phase 2: one try of at most 10 s for each name.
register_with_https() {
  local domain body status
  for domain in "$SSL_DOMAIN" "${aliases[@]}"; do
    body=$(backend_body "$domain" "$SSL_HTTPS_PORT")
    status=$(post_backend "$body" --max-time 10)
    is_registered "$status" || die 13 "registration of $domain with HTTPS answered $status"
  done
}
