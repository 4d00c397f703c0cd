# shellcheck shell=bash
# Undoing an upgrade or a rollback that failed: the set of before is put in its place again, brought up and checked. While
# $COMPOSE_STATE.before-… is there nothing is proven, so that whoever was killed meanwhile can do it again.

# compose_begin_change WORD: what was there until now is kept first; from now on the end of the script goes back to it.
compose_begin_change() {
  compose_keep_before "$1"
  RUN_UNDO=compose_end_change
}

# compose_end_change: whatever ended the script before the new set was proven.
compose_end_change() {
  RUN_DEPLOYING=''
  compose_end_up
  if [[ -n $RUN_INTERRUPTED ]]; then
    compose_leave_unfinished
    printf '\nInterrupted: %s\n' "${RUN_UNFINISHED_HELP[$RUN_ACTION]}" >&2
  elif [[ -d $COMPOSE_STATE.before-$RUN_ACTION ]]; then
    compose_go_back "$COMPOSE_STATE.before-$RUN_ACTION"
  else
    compose_leave_unfinished
  fi
  compose_release
}

# compose_leave_unfinished: the marker stays for the next command.
compose_leave_unfinished() { RUN_MARKER=''; }

# compose_go_back SET: never to one that does not know the data any more.
compose_go_back() {
  local release now result
  release=$(compose_release_of_set "$1")
  now=$(compose_data_version)
  if ((now > $(compose_data_version_of "$1"))); then
    compose_leave_unfinished
    run_describe DATA_TOO_NEW "The $RUN_ACTION failed and cannot be undone: $release cannot read the data any more." \
      "Compose project $STACK_PROJECT" "the data has the form $now by now" "" \
      "mend what is named above and repeat the command, or restore the backup from before: $(run_self) restore FILE" >&2
    return
  fi
  printf '\nThe %s failed: going back to %s...\n' "$RUN_ACTION" "$release" >&2
  run_operation_step "goes back to $release"
  # shellcheck disable=SC2034 # of run_on_exit: a stack that runs again is not out of reach
  code=1
  compose_bring_back "$1"
  result=$?
  if ((result == 0)); then
    compose_discard "$1"
    printf 'The old version runs again: %s\n' "$release" >&2
  else
    compose_leave_unfinished
    run_describe OLD_NOT_RESTORED "The old version did not come back by itself." "Compose project $STACK_PROJECT" "see above" "" \
      "$(run_self) rollback tries it again" >&2
  fi
}

# compose_bring_back SET: in a shell of its own, which fails without ending this one; there a signal ends it as it ends a start.
compose_bring_back() {
  (
    set -e
    RUN_INTERRUPTED='' RUN_SIGNALS=0 RUN_DEPLOYING=''
    trap - HUP
    trap 'run_interrupt 130' INT
    trap 'run_interrupt 143' TERM
    trap compose_end_up EXIT
    compose_put_back "$1" "$COMPOSE_STATE"
    compose_load "$COMPOSE_STATE"
    compose_stop_failing
    compose_bring_up
  )
}

# compose_stop_failing: a container that is started again and again would count against those that come in its place.
compose_stop_failing() {
  local service
  compose_observe
  for service in "${COMPOSE_SERVICES[@]}"; do
    compose_look "$service"
    [[ $RUN_STATE == restarting || ($RUN_STATE == running && $RUN_RESTARTS -gt 0 && $RUN_HEALTH != healthy) ]] || continue
    run_change stop -t "$STOP_TIMEOUT" "$COMPOSE_CONTAINER" || true
  done
}
