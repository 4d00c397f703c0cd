# shellcheck shell=bash
# `docker compose up`, which starts each service when those that it needs are there, and ends at the first job that fails;
# then the wait for all of them at once.

# Process of Compose while it works.
COMPOSE_UP=''
# Restarts of each service before this start: a container that is kept brings those of its whole life with it.
declare -A COMPOSE_RESTARTS=()
# When each container was started last before this start.
declare -A COMPOSE_BEFORE=()

# compose_up [FLAG | SERVICE]…: 0, or Compose's code. Runs in a process group of its own: Ctrl-C reaches this script alone.
compose_up() {
  local -a command=(docker compose "${COMPOSE_PLACE[@]}" --env-file "$COMPOSE_FOLDER/$STACK_NAME.env" up --detach --no-build --pull never
    --remove-orphans "$@")
  local code=0
  ! command -v timeout >/dev/null || command=(timeout "$HEALTH_TIMEOUT" "${command[@]}")
  compose_observe
  compose_count_restarts
  RUN_SAID=$'\n'
  set -m
  "${command[@]}" </dev/null >"$RUN_SCRATCH/output" 2>"$RUN_SCRATCH/errors" &
  COMPOSE_UP=$!
  set +m
  while kill -0 "$COMPOSE_UP" 2>/dev/null; do
    compose_observe
    compose_require_alive
    compose_find_pending
    compose_say_pending
    run_pause 0.5
  done
  wait "$COMPOSE_UP" || code=$?
  COMPOSE_UP=''
  return "$code"
}

# compose_explain_up CODE: why it failed; ends the script.
compose_explain_up() {
  local text
  compose_observe
  compose_require_jobs
  compose_find_pending
  text=$(grep -v '^ *Container .*\(Creat\|Recreat\|Start\|Running\|Wait\|Healthy\|Exited\)' "$RUN_SCRATCH/errors" | tail -n 5 || true)
  (($1 != 124)) || text="no end within $HEALTH_TIMEOUT s"
  run_die 2 STACK_NOT_STARTED "The stack did not start." "not there: ${COMPOSE_PENDING[*]:-nothing}" \
    "$text"$'\n'"$(compose_evidence)" "" "$(run_self) --status, then the same start again"
}

# compose_wait_ready [SERVICE…]: returns when these, or all, are there; ends the script when one will not be.
compose_wait_ready() {
  local deadline=$((SECONDS + HEALTH_TIMEOUT))
  while true; do
    compose_observe
    compose_require_jobs
    compose_require_alive "$@"
    compose_find_pending "$@"
    ((${#COMPOSE_PENDING[@]} > 0)) || return 0
    compose_say_pending
    ((SECONDS < deadline)) || run_die 2 SERVICE_NOT_READY "Not ready after $HEALTH_TIMEOUT s: ${COMPOSE_PENDING[*]}" \
      "Compose project $STACK_PROJECT" "$(compose_evidence)" "" "$(run_self) --status"
    run_pause 1
  done
}

# compose_require_jobs: the last job that failed, in its own words; they say what, where, evidence, cause and next step.
compose_require_jobs() {
  local service failed='' log
  while IFS= read -r service; do
    compose_look "$service"
    [[ $RUN_STATE != exited || $RUN_EXIT == 0 ]] || failed=$service
  done < <(compose_jobs_in_order)
  [[ -n $failed ]] || return 0
  compose_look "$failed"
  log=$(compose_job_log "$failed")
  run_die 1 JOB_FAILED "The job $failed failed with exit code $RUN_EXIT." "container $(compose_container "$failed")" \
    "${log:-it printed nothing}" "" "do what the job says, then the same start again"
}

compose_count_restarts() {
  local service
  for service in "${COMPOSE_SERVICES[@]}"; do
    compose_look "$service"
    COMPOSE_RESTARTS[$service]=$RUN_RESTARTS
    COMPOSE_BEFORE[$service]=$COMPOSE_STARTED
  done
}

# compose_require_alive [SERVICE…]: of these, or all, one that ends again and again will not become ready. While Compose works, it may still start
# those that do not run.
compose_require_alive() {
  local service
  (($# > 0)) || set -- "${COMPOSE_SERVICES[@]}"
  for service; do
    [[ -z ${COMPOSE_JOB[$service]:-} ]] || continue
    compose_look "$service"
    [[ -z $COMPOSE_UP || ! $RUN_STATE =~ ^(absent|created|exited|dead)$ ]] || continue
    [[ $RUN_STATE != absent ]] || run_die 2 SERVICE_NOT_READY "The container of $service is gone." "container $(compose_container "$service")"
    RUN_RESTARTS=$((RUN_RESTARTS - COMPOSE_RESTARTS[$service]))
    run_require_alive "$(compose_container "$service")"
  done
}

# compose_evidence: last probe and log lines of what is not there.
compose_evidence() {
  local entry container
  for entry in "${COMPOSE_PENDING[@]}"; do
    container=$(compose_container "${entry%% *}")
    [[ $entry != *' (absent)' && $entry != *' (created)' ]] || continue
    printf '%s, last probe: %s\n' "$entry" "$(run_last_probe "$container" | tail -n 1)"
    run_log_tail "$container" 5
  done
}
