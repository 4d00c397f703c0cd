# shellcheck shell=bash
# Registers again and again: after HAProxy was made anew or lost its volume, the routes come back by themselves.

HEARTBEAT_SECONDS=${SERVICE_HEARTBEAT_SECONDS:-25}
RETRY_SECONDS_MAX=20
# A refusal is final until somebody changes something.
REFUSED_SECONDS=120

# register_all: the worst result of all domains.
register_all() {
  local domain port code worst=$REGISTERED
  port=${1:-$(wanted_https_port)}
  for domain in "${DOMAINS[@]}"; do
    code=0
    register_domain "$domain" "$port" || code=$?
    worst=$((code > worst ? code : worst))
  done
  return "$worst"
}

# wait_for_https: a server that HAProxy finds closed when it is registered is out for two checks. Goes on after 10 s, as the
# route is better kept than dropped.
wait_for_https() {
  local tenths
  [[ $(wanted_https_port) != null ]] || return 0
  for ((tenths = 0; tenths < 100; tenths++)); do
    ! nc -z -w 2 127.0.0.1 "$SSL_HTTPS_PORT" 2>/dev/null || return 0
    sleep 0.1
  done
}

# run_heartbeat: for ever.
run_heartbeat() {
  local failures=0 code
  while true; do
    code=0
    wait_for_https
    register_all || code=$?
    date +%s >"$STATE/registration/last-round"
    if ((code == RETRY)); then failures=$((failures + 1)); else failures=0; fi
    sleep "$(heartbeat_pause "$code" "$failures")"
  done
}

# heartbeat_pause RESULT FAILURES: seconds; retries after 1, 2, 4 … 20 s, so that HAProxy is found again within a minute.
heartbeat_pause() {
  local doubled=$((2 ** ($2 > 5 ? 5 : ($2 > 0 ? $2 - 1 : 0))))
  case $1 in
    "$REGISTERED") printf '%d\n' "$HEARTBEAT_SECONDS" ;;
    "$RETRY") printf '%d\n' $((doubled < RETRY_SECONDS_MAX ? doubled : RETRY_SECONDS_MAX)) ;;
    *) printf '%d\n' "$REFUSED_SECONDS" ;;
  esac
}

# register_for_challenge: HTTP only, before there is a certificate. 13 as ssl-setup: at once when refused, after 300 s
# without an answer.
register_for_challenge() {
  local failures=0 code begin=$SECONDS
  while true; do
    code=0
    register_all null || code=$?
    ((code != REGISTERED)) || return 0
    failures=$((failures + 1))
    if ((code == REFUSED || SECONDS - begin > 300)); then
      return 13
    fi
    sleep "$(heartbeat_pause "$RETRY" "$failures")"
  done
}
