# shellcheck shell=bash
# --logs and --stop.

run_logs() {
  local -a follow=()
  run_require_engine
  run_require_container
  [[ ! -t 1 ]] || follow=(--follow)
  docker logs --tail 100 "${follow[@]}" "$CONTAINER_NAME"
}

# run_stop: the container stays stopped over a restart of the engine, and keeps its volumes.
run_stop() {
  run_require_engine
  if ! run_observe "$CONTAINER_NAME"; then
    printf 'Nothing to stop: there is no container %s.\n' "$CONTAINER_NAME"
    return 0
  fi
  run_hold_lock
  run_begin_operation stop
  printf 'Stopping %s (at most %s s)...\n' "$CONTAINER_NAME" "$STOP_TIMEOUT"
  run_must "The container cannot be stopped." stop -t "$STOP_TIMEOUT" "$CONTAINER_NAME"
  printf 'Stopped. Its volumes stay: %s\n' "${DATA_VOLUME:+$DATA_VOLUME, }$LETSENCRYPT_VOLUME"
}

run_require_container() {
  run_observe "$CONTAINER_NAME" ||
    run_die 2 CONTAINER_MISSING "There is no such container." "$CONTAINER_NAME" "" "it was never started here" "$0 --help"
}
