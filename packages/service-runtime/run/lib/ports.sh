# shellcheck shell=bash
# Ports of this host.

# run_check_ports_free: the ones that the container would publish. One that the container to be replaced holds is free.
run_check_ports_free() {
  local port holder
  for port in "$@"; do
    holder=$(run_ask ps --filter "publish=$port" --filter status=running --format '{{.Names}}' | head -n 1)
    if [[ $holder == "$CONTAINER_NAME" ]]; then
      check_pass "port $port is held by this service"
    elif [[ -n $holder ]]; then
      check_fail "port $port is taken by the container $holder"
    elif (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      check_fail "port $port is taken by another process of this host"
    else
      check_pass "port $port is free"
    fi
  done
}

# run_published_ports: the fixed ones, of this mode.
run_published_ports() {
  case $RUN_MODE in
    direct) printf '%s\n' 80 "$SSL_HTTPS_PORT" ;;
    local) [[ -z ${LOCAL_PORT:-$SERVICE_PORT} || $LOCAL_PORT == 0 ]] || printf '%s\n' "${LOCAL_PORT:-$SERVICE_PORT}" ;;
  esac
}

run_require_free_ports() {
  local -a ports
  mapfile -t ports < <(run_published_ports)
  ((${#ports[@]} > 0)) || return 0
  run_print_checks_heading "Ports"
  run_check_ports_free "${ports[@]}"
  ((RUN_FAILURES == 0)) || run_die 1 PORT_TAKEN "A port that the service needs is taken; nothing was changed." "this host" "" "" \
    "stop what is marked above, or choose another port (--local-port) or mode (without --no-haproxy)"
}
