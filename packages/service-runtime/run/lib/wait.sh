# shellcheck shell=bash
# Waiting until a container is ready. Asks once a second, and says what it waits for.

RUN_RESTART_LIMIT=3
RUN_SAID=''

# run_wait_ready CONTAINER: returns as soon as it is ready; else ends the script with 2, or with 1 if it refused its settings.
run_wait_ready() {
  local deadline=$((SECONDS + HEALTH_TIMEOUT))
  RUN_SAID=$'\n'
  run_say "Waiting for service to start... (at most $HEALTH_TIMEOUT s)"
  while true; do
    run_checkpoint
    run_observe "$1" || run_never_ready "$1" "The container is gone."
    run_require_alive "$1"
    ! run_is_ready "$1" || return 0
    run_say_waiting
    ((SECONDS < deadline)) || run_never_ready "$1" "The service was not ready after $HEALTH_TIMEOUT s."
    run_pause 1
  done
}

# run_say_waiting: the phase, and what the service says is wrong.
run_say_waiting() {
  run_say_once "waiting: ${RUN_REPORT_PHASE:-$RUN_STATE${RUN_HEALTH:+, health: $RUN_HEALTH}}" "${RUN_REPORT_FAILURES[@]/#/  }"
}

# run_say_once LINE…: each once.
run_say_once() {
  local line
  for line in "$@"; do
    [[ -n ${line// /} && $RUN_SAID != *$'\n'"$line"$'\n'* ]] || continue
    run_say "  $line"
    RUN_SAID+=$line$'\n'
  done
}

# run_is_ready CONTAINER
run_is_ready() {
  [[ $RUN_STATE == running ]] || return 1
  run_read_report "$1"
  if [[ -n $RUN_REPORT_HEALTH ]]; then
    [[ $RUN_REPORT_HEALTH != unhealthy ]]
  elif [[ $RUN_HEALTH != none ]]; then
    [[ $RUN_HEALTH == healthy ]]
  else
    run_port_answers "$1" "$HEALTH_PORT"
  fi
}

# run_require_alive CONTAINER: one that refuses its settings (3), or that ends again and again, will not become ready.
run_require_alive() {
  if [[ $RUN_EXIT == 3 && ($RUN_STATE == restarting || $RUN_STATE == exited || $RUN_RESTARTS -gt 0) ]]; then
    run_never_ready "$1" "The service refuses its settings." 1
  elif ((RUN_RESTARTS >= RUN_RESTART_LIMIT)); then
    run_never_ready "$1" "The service ended $RUN_RESTARTS times."
  elif [[ $RUN_STATE == exited || $RUN_STATE == dead ]]; then
    run_never_ready "$1" "The service ended."
  fi
}

# run_never_ready CONTAINER WHAT [EXIT_CODE]
run_never_ready() {
  local probe
  run_checkpoint
  probe=$(run_last_probe "$1")
  run_die "${3:-2}" SERVICE_NOT_READY "$2" "container $1: $RUN_STATE, exit code $RUN_EXIT, health $RUN_HEALTH" \
    "${probe:+last probe: $probe$'\n'}last log lines:"$'\n'"$(run_log_tail "$1" 15 | awk '!seen[$0]++')" \
    "${RUN_REPORT_PHASE:+it was at: $RUN_REPORT_PHASE}" "$0 --check"
}

# run_wait_reachable: the heartbeat registers after the service is ready, and HAProxy sends clients once it has seen the
# port open (twice, seconds apart). What is refused will not come: it shows as a failed check.
run_wait_reachable() {
  local deadline=$((SECONDS + REGISTRATION_TIMEOUT)) said=''
  [[ $RUN_MODE == haproxy ]] || return 0
  while true; do
    run_read_report "$CONTAINER_NAME"
    run_find_pending
    [[ -n $RUN_PENDING ]] && ((SECONDS < deadline)) || return 0
    [[ $RUN_PENDING == "$said" ]] || run_say "  waiting: $RUN_PENDING"
    said=$RUN_PENDING
    run_pause 1
  done
}

# run_find_pending: sets RUN_PENDING to what is still to come; nothing if all is there, or cannot be asked.
run_find_pending() {
  local name
  RUN_PENDING=''
  for name in $(run_all_domains); do
    [[ ${RUN_REPORT_REGISTRATION[$name]:-} != refused* ]] || continue
    run_registration_of "$name"
    if [[ $RUN_REGISTRATION == unknown ]]; then
      continue
    elif [[ $RUN_REGISTRATION != registered ]]; then
      RUN_PENDING="registration of $name at HAProxy"
    elif run_find_https && [[ $(run_https_status "$CONTAINER_NAME" "$name" "$HTTPS_CHECK_PATH") =~ ^(000|5..)$ ]]; then
      RUN_PENDING="https://$name through HAProxy"
    fi
  done
}
