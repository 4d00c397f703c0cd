# shellcheck shell=bash
# --logs and --stop. They need no Compose file: Compose knows its containers by their labels.

compose_logs() {
  local -a follow=()
  run_require_engine
  compose_require_compose
  compose_require_containers
  [[ ! -t 1 ]] || follow=(--follow)
  docker compose --project-name "$STACK_PROJECT" logs --tail 100 "${follow[@]}"
}

# compose_stop: the containers stay stopped over a restart of the engine, and keep their volumes.
compose_stop() {
  local ENGINE_TIMEOUT=$COMPOSE_STOP_TIMEOUT
  run_require_engine
  compose_require_compose
  compose_observe
  if ((${#COMPOSE_SEEN[@]} == 0)); then
    printf 'Nothing to stop: there is no container of %s.\n' "$STACK_PROJECT"
    return 0
  fi
  compose_claim
  run_begin_operation stop
  printf 'Stopping %s (at most %s s)...\n' "$STACK_PROJECT" "$ENGINE_TIMEOUT"
  run_must "The stack cannot be stopped." compose --project-name "$STACK_PROJECT" stop
  printf 'Stopped. Its containers and volumes stay; a start goes on with the same chain.\n'
}

compose_require_containers() {
  compose_observe
  ((${#COMPOSE_SEEN[@]} > 0)) ||
    run_die 2 CONTAINER_MISSING "There are no containers of this stack." "Compose project $STACK_PROJECT" "" "it was never started here" "$0 --help"
}
