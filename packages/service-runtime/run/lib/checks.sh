# shellcheck shell=bash
# The checks of a running container, after a start and for --status.

# run_check_service CONTAINER
run_check_service() {
  run_read_report "$1"
  run_check_running "$1"
  run_check_health "$1"
  if [[ $RUN_MODE != local ]]; then
    run_check_certificates "$1"
    [[ $RUN_MODE != haproxy ]] || run_check_registration
    run_check_https "$1"
  fi
  run_hook_checks app_health_check "$1"
}

run_check_running() {
  if ! run_observe "$1"; then
    check_fail "container $1 does not exist"
  elif [[ $RUN_STATE != running ]]; then
    check_fail "container $1 is $RUN_STATE (exit code $RUN_EXIT)"
  elif ((RUN_RESTARTS > 0)); then
    check_warn "container $1 is running, and was started again $RUN_RESTARTS time(s)"
  else
    check_pass "container $1 is running"
  fi
}

# run_check_health CONTAINER: what the service says of itself, else its health command, else its port.
run_check_health() {
  local text
  for text in "${RUN_REPORT_FAILURES[@]}"; do
    check_fail "$text"
  done
  for text in "${RUN_REPORT_WARNINGS[@]}"; do
    check_warn "$text"
  done
  case ${RUN_REPORT_HEALTH:-$RUN_HEALTH} in
    healthy) check_pass "service is healthy" ;;
    degraded) RUN_DEGRADED=true ;;
    unhealthy) ((${#RUN_REPORT_FAILURES[@]} > 0)) || check_fail "service is unhealthy: $(run_last_probe "$1")" ;;
    starting) check_warn "service is still starting" ;;
    none) run_check_ports "$1" ;;
  esac
}

run_check_ports() {
  local port
  for port in "$HEALTH_PORT" $SSL_CHECK_PORT; do
    if run_port_answers "$1" "$port"; then
      check_pass "port $port answers"
    else
      check_fail "port $port does not answer"
    fi
  done
}

# run_port_answers CONTAINER PORT: inside the container.
run_port_answers() { run_limited 15 docker exec "$1" nc -z -w 3 localhost "$2" >/dev/null 2>&1; }
