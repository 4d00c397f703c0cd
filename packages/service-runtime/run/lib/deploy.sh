# shellcheck shell=bash
# The start: validate, look ahead, replace, wait, check.

run_start() {
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_validate
  [[ $RUN_ACTION != dry-run ]] || run_dry_run
  run_plan_container "$(run_next_name)" "$RUN_SCRATCH/environment"
  run_print_banner
  run_require_engine
  run_require_image
  run_require_own_container
  run_hold_lock
  run_require_no_other_run
  run_sweep_scratch
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
