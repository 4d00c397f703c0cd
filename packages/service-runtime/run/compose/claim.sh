# shellcheck shell=bash
# One run at a time changes the stack: a lock for the runs of one user, and for those of others, who have a STATE_DIR of their
# own or another host and the same engine, an empty volume that is called after the process and labelled with its identity.

# compose_claim: for a start or a stop, until the script ends. The volume of a run that was killed goes.
compose_claim() {
  local claims name text
  local -a identity
  run_hold_lock
  # Never the name of one that is there: a volume keeps its first label.
  COMPOSE_CLAIM=$CONTAINER_NAME-start-$$-$RANDOM$RANDOM
  RUN_UNDO=compose_end_run RUN_DEPLOYING=true
  run_must "This run cannot be announced." volume create --label "compose-gen.run=$RUN_IDENTITY" "$COMPOSE_CLAIM"
  claims=$(run_ask volume ls --filter "name=$CONTAINER_NAME-start-" --format '{{.Name}} {{.Label "compose-gen.run"}}') ||
    run_die 2 ENGINE_UNREACHABLE "It cannot be seen whether another start or stop is at work." "docker volume ls"
  while read -r name text; do
    [[ $name =~ ^"$CONTAINER_NAME"-start-([1-9][0-9]*)(-[0-9]+)?$ && $name != "$COMPOSE_CLAIM" ]] || continue
    read -r -a identity <<<"$text"
    ((${#identity[@]} == 4)) || identity=()
    run_has_ended "${BASH_REMATCH[1]}" "${identity[@]}" ||
      run_start_in_progress "${BASH_REMATCH[1]}" "volume $name" "${identity[@]}"
    run_limited 30 docker volume rm "$name" >/dev/null 2>&1 || true
  done <<<"$claims"
}

# compose_remove_leftovers: containers that Compose, when it was killed, was about to put in the place of others. It would
# stumble over them.
compose_remove_leftovers() {
  local name
  while IFS= read -r name; do
    [[ ! $name =~ ^[0-9a-f]{12}_ ]] || run_must "$name cannot be removed." rm --force "$name"
  done < <(run_ask ps --all --filter "label=com.docker.compose.project=$STACK_PROJECT" --format '{{.Names}}')
}

# compose_end_run: whatever ended the script. What was started stays: every start goes on from there.
compose_end_run() {
  RUN_DEPLOYING=''
  compose_end_up
  compose_release
  [[ -z $RUN_INTERRUPTED || $RUN_ACTION != start ]] ||
    printf '\nInterrupted: what was started stays. The same start again goes on; to stop it: %s --stop\n' "$(run_self)" >&2
}

compose_release() { run_limited 30 docker volume rm "$COMPOSE_CLAIM" >/dev/null 2>&1 || true; }

# compose_end_up: ends Compose, if it is at work.
compose_end_up() {
  local try
  [[ -z $COMPOSE_UP ]] || kill -- "-$COMPOSE_UP" 2>/dev/null || true
  for try in {1..50}; do
    [[ -n $COMPOSE_UP ]] || break
    kill -0 "$COMPOSE_UP" 2>/dev/null || break
    ((try < 50)) || kill -KILL -- "-$COMPOSE_UP" 2>/dev/null || true
    sleep 0.2
  done
}
