# shellcheck shell=bash
# The checks of a running stack, after a start and for --status.

compose_status() {
  run_require_engine
  compose_require_compose
  run_take_api_key
  compose_prepare
  run_print_checks_heading "Status of $STACK_PROJECT"
  run_check_incomplete
  compose_check_stack
  run_finish
}

compose_check_stack() {
  compose_observe
  ((${#COMPOSE_SEEN[@]} == 0)) || compose_check_parts
  compose_look "$SERVICE_NAME"
  if [[ $RUN_STATE == running ]]; then
    run_check_service "$CONTAINER_NAME"
  else
    RUN_UNREACHABLE=true
    check_fail "container $CONTAINER_NAME is $RUN_STATE; to start it: $(run_start_command)"
  fi
}

# compose_check_parts: everything but the door.
compose_check_parts() {
  local service
  while IFS= read -r service; do
    [[ -z $service ]] || compose_check_job "$service"
  done < <(compose_jobs_in_order)
  for service in "${COMPOSE_SERVICES[@]}"; do
    [[ -n ${COMPOSE_JOB[$service]:-} || $service == "$SERVICE_NAME" ]] || compose_check_service "$service"
  done
}

compose_check_job() {
  compose_look "$1"
  if [[ $RUN_STATE == exited && $RUN_EXIT == 0 ]]; then
    check_pass "job $1 is done"
  elif [[ $RUN_STATE == exited ]]; then
    check_fail "job $1 failed (exit code $RUN_EXIT): $(compose_job_log "$1" | head -n 1)"
  else
    check_fail "job $1 is $RUN_STATE"
  fi
}

compose_check_service() {
  local text=''
  compose_look "$1"
  if [[ $RUN_STATE != running ]]; then
    [[ ! $RUN_STATE =~ ^(exited|dead|restarting)$ ]] || text=" (exit code $RUN_EXIT)"
    check_fail "$1 is $RUN_STATE$text"
  elif [[ $RUN_HEALTH == unhealthy ]]; then
    check_fail "$1 is unhealthy: $(run_last_probe "$(compose_container "$1")" | tail -n 1)"
  elif [[ $RUN_HEALTH == starting ]]; then
    check_warn "$1 is still starting"
  elif ((RUN_RESTARTS > 0)); then
    check_warn "$1 is running, and was started again $RUN_RESTARTS time(s)"
  else
    [[ $RUN_HEALTH == none ]] || text=" and $RUN_HEALTH"
    check_pass "$1 is running$text"
  fi
}
