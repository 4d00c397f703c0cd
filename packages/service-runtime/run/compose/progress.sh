# shellcheck shell=bash
# What the services are doing now.

# state, exit code, restarts, health, start time and container of each service; absent without a container.
declare -A COMPOSE_SEEN=()

# compose_observe: one question for all.
compose_observe() {
  local service rest
  local -a ids
  local format='{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}'
  format+=' {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.State.StartedAt}} {{.Name}}'
  COMPOSE_SEEN=()
  mapfile -t ids < <(run_ask ps --all --no-trunc --quiet --filter "label=com.docker.compose.project=$STACK_PROJECT" \
    --filter label=com.docker.compose.oneoff=False 2>/dev/null || true)
  ((${#ids[@]} > 0)) || return 0
  while read -r service rest; do
    COMPOSE_SEEN[$service]=$rest
  done < <(run_ask container inspect --format "$format" "${ids[@]}" 2>/dev/null || true)
}

# compose_look SERVICE: sets RUN_STATE, RUN_EXIT, RUN_RESTARTS, RUN_HEALTH, COMPOSE_STARTED and COMPOSE_CONTAINER from the
# last observation.
compose_look() {
  read -r RUN_STATE RUN_EXIT RUN_RESTARTS RUN_HEALTH COMPOSE_STARTED COMPOSE_CONTAINER <<<"${COMPOSE_SEEN[$1]:-absent 0 0 none never}"
  COMPOSE_CONTAINER=${COMPOSE_CONTAINER#/}
}

# compose_jobs_in_order: as they ran, one a line.
compose_jobs_in_order() {
  local service
  for service in "${!COMPOSE_JOB[@]}"; do
    compose_look "$service"
    printf '%s %s\n' "$COMPOSE_STARTED" "$service"
  done | sort | cut -d ' ' -f 2
}

# compose_job_log SERVICE: of its last run. Needs compose_look.
compose_job_log() {
  run_ask logs --since "$COMPOSE_STARTED" --tail 20 "$(compose_container "$1")" 2>&1 || true
}

# compose_is_done SERVICE: a job that has ended well, or a service that is healthy. The door says itself when it is.
compose_is_done() {
  compose_look "$1"
  if [[ -n ${COMPOSE_JOB[$1]:-} ]]; then
    [[ $RUN_STATE == exited && $RUN_EXIT == 0 ]]
  elif [[ $1 == "$SERVICE_NAME" ]]; then
    run_is_ready "$CONTAINER_NAME"
  else
    [[ $RUN_STATE == running && $RUN_HEALTH =~ ^(healthy|none)$ ]]
  fi
}

# compose_has_failed SERVICE: a job, and in this start. Needs compose_look.
compose_has_failed() {
  [[ -n ${COMPOSE_JOB[$1]:-} && $RUN_STATE == exited && $RUN_EXIT != 0 && ${COMPOSE_BEFORE[$1]:-} != "$COMPOSE_STARTED" ]]
}

# compose_find_pending [SERVICE…]: sets COMPOSE_PENDING to those of these, or all, that are not there yet, each with what it does.
compose_find_pending() {
  local service text
  COMPOSE_PENDING=() RUN_REPORT_PHASE='' RUN_REPORT_FAILURES=()
  (($# > 0)) || set -- "${COMPOSE_SERVICES[@]}"
  for service; do
    ! compose_is_done "$service" || continue
    compose_look "$service"
    text=$RUN_STATE
    [[ $RUN_STATE != running || $RUN_HEALTH == none ]] || text=$RUN_HEALTH
    ! compose_has_failed "$service" || text=failed
    [[ $service != "$SERVICE_NAME" || -z $RUN_REPORT_PHASE || $RUN_STATE != running ]] || text=$RUN_REPORT_PHASE
    COMPOSE_PENDING+=("$service ($text)")
  done
}

# compose_say_pending: what is on its way, and what the door says is wrong; each line once.
compose_say_pending() {
  local entry line='' later=0
  for entry in "${COMPOSE_PENDING[@]}"; do
    if [[ $entry =~ \((absent|created|exited)\)$ ]]; then
      later=$((later + 1))
    else
      line+=", $entry"
    fi
  done
  case $later in
    0) ;;
    1) line+=", 1 container not started yet" ;;
    *) line+=", $later containers not started yet" ;;
  esac
  [[ -z $line ]] || run_say_once "waiting: ${line#, }" "${RUN_REPORT_FAILURES[@]/#/  }"
}
