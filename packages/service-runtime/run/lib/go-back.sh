# shellcheck shell=bash
# Undoing an unfinished replacement. Called when the script ends, for whatever reason; asks the engine what is there, as
# the last change may or may not have happened.

run_go_back() {
  RUN_DEPLOYING=''
  if [[ -z $RUN_OLD && -n $RUN_STARTED && -z $RUN_INTERRUPTED ]]; then
    run_stop_refusing
    printf 'There was no container before: %s stays for a look. docker logs %s; remove: docker rm -f %s\n' \
      "$CONTAINER_NAME" "$CONTAINER_NAME" "$CONTAINER_NAME" >&2
    return 0
  fi
  [[ -z $RUN_INTERRUPTED ]] || printf '\nInterrupted: everything goes back to how it was.\n' >&2
  run_remove_new
  [[ -z $RUN_OLD ]] || run_restore_old
}

# run_stop_refusing: a container that refuses its settings would be started again for ever.
run_stop_refusing() {
  run_observe "$RUN_NEW" && [[ $RUN_EXIT == 3 ]] || return 0
  run_change stop -t "$STOP_TIMEOUT" "$RUN_NEW" || run_warn "the container could not be stopped: docker stop $CONTAINER_NAME"
}

run_remove_new() {
  local id
  for id in "$RUN_NEW" "$(run_id_of "$(run_next_name)")"; do
    [[ -n $id && -n $(run_id_of "$id") ]] || continue
    run_change stop -t "$STOP_TIMEOUT" "$id"
    run_change rm --force "$id" || run_warn "the new container could not be removed: docker rm -f $id"
  done
}

run_restore_old() {
  local try
  run_observe "$RUN_OLD"
  [[ $RUN_STATE != running || $(run_name_of "$RUN_OLD") != "$CONTAINER_NAME" ]] || return 0
  for try in 1 2 3; do
    if run_restore_once; then
      [[ -z $RUN_OLD_RAN ]] || printf 'The old container runs again: %s\n' "$CONTAINER_NAME" >&2
      return 0
    fi
    sleep "$try"
  done
  run_describe OLD_NOT_RESTORED "The old container could not be started again." "container $RUN_OLD" "$(run_errors)" "" \
    "docker rename $RUN_OLD $CONTAINER_NAME; docker start $CONTAINER_NAME" >&2
}

run_restore_once() {
  if [[ $(run_name_of "$RUN_OLD") != "$CONTAINER_NAME" ]]; then
    run_change rename "$RUN_OLD" "$CONTAINER_NAME" || return 1
  fi
  [[ -n $RUN_OLD_RAN ]] || return 0
  run_change start "$RUN_OLD" || return 1
}
