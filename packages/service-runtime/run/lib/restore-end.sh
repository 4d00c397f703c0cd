# shellcheck shell=bash
# How a restore ends: what was there before is deleted by nobody but the operator, or comes back.

# run_end_restore EXIT_CODE: when the script ends, in either half.
run_end_restore() {
  run_sweep_tools
  run_read_record
  ((${#RESTORE_RECORD[@]} > 0)) || return 0
  if [[ $1 == 0 ]]; then
    printf 'Restored: the state of %s.\n' "${RESTORE_FIELD[made]:-the backup}"
    run_print_copies
    run_forget_record
    run_restore_done
  elif run_is_recorded placed && [[ -z $(run_recorded kept) ]]; then
    printf 'The state of the backup is in its place, but the service did not start with it. Mend what is said above, then: the same restore, or a start.\n' >&2
  else
    run_undo_restore
  fi
}

# run_undo_restore: as it was before.
run_undo_restore() {
  local volume file
  printf 'Everything goes back to how it was before the restore.\n' >&2
  run_operation_step "goes back"
  # While it goes back, what is there is whole no more; what is back is not to go there again from a copy that is gone.
  run_unrecord placed
  run_restore_stop
  run_settle_tool_image
  while IFS= read -r volume <&3; do
    run_undo_volume kept "$volume" || run_not_undone "$volume"
  done 3< <(run_recorded kept)
  while IFS= read -r volume <&3; do
    run_undo_volume filled "$volume" || run_not_undone "$volume"
  done 3< <(run_recorded filled)
  while IFS= read -r file; do
    [[ ! -e $file.before-restore && ! -L $file.before-restore ]] || mv -f -- "$file.before-restore" "$file"
  done < <(run_recorded file)
  while IFS= read -r file; do
    rm -f -- "$file"
  done < <(run_recorded new)
  if run_is_recorded ran; then
    run_restore_start || run_warn "the service could not be started again: docker start $CONTAINER_NAME"
  fi
  run_forget_record
}

# run_restore_done: nothing goes back any more. run_restore_start: as it ran before.
run_restore_done() { :; }
run_restore_start() { run_backup_start; }

# run_restore_stop: what may run on the state by now.
run_restore_stop() { ! run_backup_runs || run_change stop -t "$STOP_TIMEOUT" "$CONTAINER_NAME"; }

# run_undo_volume kept|filled VOLUME
run_undo_volume() {
  local to="type=volume,source=$2,target=/to,volume-nocopy" from="type=volume,source=$2-before-restore,target=/from,readonly,volume-nocopy"
  if [[ $1 == filled ]]; then
    run_tool /dev/null /dev/null --mount "$to" -- clear /to
  else
    # A mount would make an empty one.
    run_volume_exists "$2-before-restore" && run_tool /dev/null /dev/null --mount "$from" --mount "$to" -- keep /from /to &&
      run_unrecord kept "$2" && run_limited 60 docker volume rm "$2-before-restore" >/dev/null
  fi
}

# run_not_undone VOLUME: ends the script; record and marker stay.
run_not_undone() {
  run_describe NOT_UNDONE "What was there before the restore could not be put back." "volume $1" "$(run_tool_errors)" "" \
    "it is whole in $1-before-restore, if that exists; the same restore again, with --replace" >&2
  RUN_MARKER=''
  exit 1
}
