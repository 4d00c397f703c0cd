# shellcheck shell=bash
# What ssl-manager's own library leaves to the service script, and this one does itself: nothing here acts with this one.

# run_port_flags: for app_port_args; the port of HTTPS beside 80, or, without TLS, the service on loopback.
run_port_flags() {
  local port=${LOCAL_PORT:-${SERVICE_PORT:-}}
  [[ -z ${RUN_LIBRARY:-} ]] || return 0
  if [[ -n ${SSL_DOMAIN:-} ]]; then
    printf -- '-p %s:%s\n' "$SSL_HTTPS_PORT" "$SSL_HTTPS_PORT"
  elif [[ -n ${SERVICE_PORT:-} ]]; then
    printf -- '-p 127.0.0.1:%s:%s\n' "${port#0}" "$SERVICE_PORT"
  fi
}

# run_await CONTAINER: for app_health_check, before its first question; at most HEALTH_TIMEOUT s until the service is
# healthy, and REGISTRATION_TIMEOUT s more until https://<domain> answers. That library only waits for port 80, which is
# open before there is a certificate.
run_await() {
  local deadline=$((SECONDS + ${HEALTH_TIMEOUT:-420}))
  [[ -z ${RUN_LIBRARY:-} ]] || return 0
  until run_observe "$1" && [[ $RUN_HEALTH =~ ^(healthy|none)$ || $RUN_STATE == exited ]]; do
    ((SECONDS < deadline)) || return 0
    sleep 1
  done
  deadline=$((SECONDS + ${REGISTRATION_TIMEOUT:-60}))
  until [[ -z ${SSL_DOMAIN:-} ]] || run_https_answers "$1"; do
    ((SECONDS < deadline)) || return 0
    sleep 1
  done
}
run_https_answers() { run_find_https && [[ $(run_https_status "$1" "$SSL_DOMAIN" "${HTTPS_CHECK_PATH:-/}") =~ ^[1-4][0-9][0-9]$ ]]; }
