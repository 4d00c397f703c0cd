# shellcheck shell=bash
# rollback: to the files and settings before the last upgrade; of an upgrade that was interrupted, to what ran before it.

RUN_VERBS[rollback]=compose_rollback
RUN_VERB_HELP[rollback]="to the files and settings before the last upgrade"
RUN_UNFINISHED_HELP[rollback]="the same rollback goes on with it, an upgrade undoes it"

compose_rollback() {
  local target now
  RUN_OPERATION=rollback
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  compose_require_kept
  target=$(compose_rollback_target)
  [[ -n $target ]] ||
    run_die 3 NO_ROLLBACK "There is no upgrade to take back; nothing was changed." "$COMPOSE_STATE.previous" "no such folder" \
      "it was never upgraded here, or has been rolled back already" "the script of an older release can upgrade to its own version"
  run_require_engine
  compose_require_compose
  now=$COMPOSE_STATE
  [[ ! -d $now.before-rollback ]] || now=$now.before-rollback
  now=$(compose_release_of_set "$now")
  compose_load_target "$target"
  run_validate
  run_print_banner
  compose_look_ahead_of_rollback "$target"
  run_checkpoint
  compose_roll_back_to "$target"
  run_print_summary
  printf 'Rolled back from %s to %s\n' "$now" "$(compose_release_of_set "$COMPOSE_STATE")"
  exit 0
}

# compose_load_target SET: its files and settings as they would be put in place. Old settings do not decide whether they are
# verified, nor who has to have signed.
compose_load_target() {
  local verify=$RUN_VERIFY
  compose_put_back "$1" "$RUN_SCRATCH"
  RUN_SIGNER_GIVEN=true
  compose_load "$RUN_SCRATCH"
  RUN_VERIFY=$verify
  compose_keep_verify "$RUN_SCRATCH"
}

# compose_rollback_target: the set to go to. An upgrade that was interrupted goes first; a rollback that was interrupted
# after it had been proven has nothing left to go to but what it put in place.
compose_rollback_target() {
  local set
  for set in "$COMPOSE_STATE.before-upgrade" "$COMPOSE_STATE.previous"; do
    [[ ! -d $set ]] || {
      printf '%s' "$set"
      return
    }
  done
  [[ ! -d $COMPOSE_STATE.before-rollback ]] || printf '%s' "$COMPOSE_STATE"
}

# compose_look_ahead_of_rollback SET
compose_look_ahead_of_rollback() {
  run_print_checks_heading "Before the rollback"
  check_pass "to $(compose_release_of_set "$1"), generation ${COMPOSE_GENERATION:-unknown}"
  compose_claim
  run_begin_operation rollback
  compose_pull_missing
  compose_verify_images
  compose_require_data_version "$1" "restore the backup from before the upgrade: $(run_self) restore FILE"
  compose_require_place
}

# compose_roll_back_to SET: what it is undone to is kept, unless this undoes something itself.
compose_roll_back_to() {
  if [[ $1 == "$COMPOSE_STATE".before-upgrade ]]; then
    RUN_UNDO=compose_end_change
  else
    compose_begin_change rollback
  fi
  [[ $1 == "$COMPOSE_STATE" ]] || compose_put_back "$1" "$COMPOSE_STATE"
  compose_keep_verify "$COMPOSE_STATE"
  compose_load "$COMPOSE_STATE"
  compose_bring_up
  RUN_UNDO=compose_end_run
  [[ $1 == "$COMPOSE_STATE" ]] || compose_discard "$1"
  compose_discard "$COMPOSE_STATE.before-rollback"
}
