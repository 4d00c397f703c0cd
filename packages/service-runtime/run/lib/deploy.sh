# shellcheck shell=bash
# The start: validate, look ahead, replace, wait, check.

run_start() {
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_validate
  [[ $RUN_ACTION != dry-run ]] || run_dry_run
  run_print_banner
  run_require_engine
  run_require_image
  run_require_own_container
  run_hold_lock
  run_require_free_volumes
  run_require_free_ports
  run_require_haproxy
  run_checkpoint
  run_deploy
}

run_deploy() {
  RUN_DEPLOYING=true
  run_settle_leftovers
  run_find_old
  run_ensure_networks
  run_ensure_volumes
  run_create_next
  run_retire_old
  run_promote_new
  run_wait_ready "$CONTAINER_NAME"
  run_wait_reachable
  run_judge_new
}

run_judge_new() {
  RUN_RESULTS=() RUN_WARNINGS=0 RUN_FAILURES=0 RUN_DEGRADED=''
  run_print_checks_heading "Health & Functional Checks"
  run_check_service "$CONTAINER_NAME"
  run_checkpoint
  run_print_result
  if ((RUN_FAILURES > 0)); then
    run_die 1 CHECKS_FAILED "The service runs, but does not pass its checks." "container $CONTAINER_NAME" \
      "$(run_log_tail "$CONTAINER_NAME" 10)" "" "$0 --check"
  fi
  run_forget_old
  run_print_summary
  exit 0
}

# run_hold_lock: one start of a container at a time, where the host has flock.
run_hold_lock() {
  local file=$STATE_DIR/locks/$CONTAINER_NAME
  command -v flock >/dev/null || return 0
  (umask 077 && mkdir -p -- "$STATE_DIR/locks" && : >>"$file") ||
    run_die 1 LOCK_NOT_MADE "The lock of this start cannot be made." "$file" "" "the folder is not writable" "set STATE_DIR to another one"
  exec {RUN_LOCK}>>"$file"
  flock --nonblock "$RUN_LOCK" ||
    run_die 1 START_IN_PROGRESS "Another start of $CONTAINER_NAME is at work." "$file" "" "" "wait for it to end"
}
