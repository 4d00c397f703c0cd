# shellcheck shell=bash
# Undoing an unfinished replacement. Called when the script ends, for whatever reason; asks the engine what is there, as
# the last change may or may not have happened.

run_go_back() {
  RUN_DEPLOYING=''
  rm -f -- "$(run_kept_file).next"
  if [[ -z $RUN_OLD && -n $RUN_STARTED && -z $RUN_INTERRUPTED ]]; then
    run_stop_refusing
    printf 'There was no container before: %s stays for a look. docker logs %s; remove: docker rm -f %s\n' \
      "$CONTAINER_NAME" "$CONTAINER_NAME" "$CONTAINER_NAME" >&2
    return 0
  fi
  run_settle_data_version
  [[ -z $RUN_INTERRUPTED ]] || printf '\nInterrupted: everything goes back to how it was.\n' >&2
  run_remove_new
  [[ -z $RUN_OLD ]] || run_restore_old
}

# run_settle_data_version: one that was never started has not changed the data.
run_settle_data_version() {
  [[ -n $RUN_ONE_WAY ]] || return 0
  run_observe "$RUN_NEW" && [[ $RUN_STATE != created ]] || (run_note_data_version "$RUN_ONE_WAY") || true
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
  if [[ -n $RUN_OLD_RAN ]] && ! run_reads_data "$RUN_OLD"; then
    RUN_OLD_RAN=''
    run_explain_one_way >&2
  fi
  for try in 1 2 3; do
    if run_restore_once; then
      [[ -z $RUN_OLD_RAN ]] || printf 'The old container runs again: %s\n' "$CONTAINER_NAME" >&2
      return 0
    fi
    sleep "$try"
  done
  # The marker stays.
  RUN_MARKER=''
  run_describe OLD_NOT_RESTORED "The old container could not be started again." "container $RUN_OLD" "$(run_errors)" "" \
    "docker rename $RUN_OLD $CONTAINER_NAME; docker start $CONTAINER_NAME" >&2
}

# run_explain_one_way: why the old container stays stopped.
run_explain_one_way() {
  run_describe DATA_TOO_NEW "The old container stays stopped: it cannot read the data any more." "container $CONTAINER_NAME" \
    "the data may have the form $(run_kept_version) by now" "a newer image was started with them" \
    "the same upgrade, once what was in its way is mended; or the backup from before: $(run_self) restore FILE --replace"
}

run_restore_once() {
  if [[ $(run_name_of "$RUN_OLD") != "$CONTAINER_NAME" ]]; then
    run_change rename "$RUN_OLD" "$CONTAINER_NAME" || return 1
  fi
  [[ -n $RUN_OLD_RAN ]] || return 0
  run_change start "$RUN_OLD" || return 1
}
