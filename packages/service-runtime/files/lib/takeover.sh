# shellcheck shell=bash
# A domain that another container registered. HAPROXY_TAKEOVER says when it may be taken: never (false), or when the
# other is dead (dead). That of a live one is never taken.

conflict=

# take_over DOMAIN HTTPS_PORT|null: removes the other entry and registers, or leaves the 409 and says why in `conflict`.
take_over() {
  local domain=$1 other refusal=$api_body
  other=$(api_field .existing.container)
  if [[ ! $other =~ ^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$ ]]; then
    conflict="409 DOMAIN_CONFLICT: $domain belongs to a container that the API does not name"
    return
  fi
  conflict="409 DOMAIN_CONFLICT: $domain belongs to the container $other"
  if [[ $HAPROXY_TAKEOVER != dead ]]; then
    conflict+="; stop that one in order, or set HAPROXY_TAKEOVER=dead, which takes the domain when it is dead"
    return
  fi
  if is_alive "$domain" "$other"; then
    conflict+=", which is alive: stop it first"
    return
  fi
  log "taking over $domain from $other"
  call_api DELETE "/v1/backends/$domain"
  if [[ $api_status == 204 || $api_status == 404 ]]; then
    call_api POST /v1/backends "$(wanted_entry "$domain" "$2")"
  elif [[ $api_status == 403 ]]; then
    conflict+="; the API lets no other container remove it ($(api_code)): remove it on the host of HAProxy"
    api_status=409 api_body=$refusal
  fi
}

# is_alive DOMAIN CONTAINER: it answers here, or HAProxy, which may see networks that this container does not, gets an
# answer from it. HAProxy itself answers 503 for a dead one.
is_alive() {
  answers_here "$2" || answers_through_haproxy "$1"
}

answers_here() {
  local port
  getent hosts "$1" >/dev/null || return 1
  for port in $(api_field '.existing | .http_port, .https_port | numbers'); do
    ! nc -z -w 3 "$1" "$port" 2>/dev/null || return 0
  done
  return 1
}

answers_through_haproxy() {
  local status
  status=$(curl --disable -s -o /dev/null -w '%{http_code}' --noproxy '*' --connect-timeout 3 --max-time 20 \
    -H "Host: $1" "http://$HAPROXY_HOST:80/_ssl/health") || status=000
  [[ $status == 000 || $status == 503 ]] || return 0
  timeout 10 openssl s_client -connect "$HAPROXY_HOST:443" -servername "$1" </dev/null 2>/dev/null | serial_of >/dev/null
}
