# shellcheck shell=bash
# The start: validate, look ahead, replace (or keep), wait, check. An upgrade and a rollback end with one. The word does the
# same as flags alone, but goes on with the settings of the last start.

RUN_VERBS[start]=run_start
RUN_VERB_HELP[start]="once more, with the settings of the last start; flags change those that they name"
RUN_VERB_EXAMPLES[start]=$'start\nstart --check\nstart --haproxy-host edge --haproxy-net edge-net'

run_start() {
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_validate
  [[ $RUN_ACTION != dry-run ]] || run_dry_run
  run_plan_container "$(run_next_name)" "$RUN_SCRATCH/environment"
  run_stamp_plan
  run_print_banner
  run_require_engine
  run_require_image
  run_verify_images "$IMAGE_NAME"
  run_require_own_container
  [[ $RUN_OPERATION != start ]] || run_require_fitting_image
  run_hold_lock
  run_begin_operation start
  run_require_whole_state
  run_require_no_other_run
  run_sweep_scratch
  run_require_free_volumes
  run_require_free_ports
  run_require_haproxy
  run_checkpoint
  ! run_is_unchanged || run_keep
  run_back_up_first
  run_deploy
}

run_deploy() {
  RUN_DEPLOYING=true
  run_operation_step "makes the new container"
  run_settle_leftovers
  run_find_old
  run_ensure_networks
  run_ensure_volumes
  run_create_next
  run_operation_step "puts the new container in the place of the old one"
  run_retire_old
  run_promote_new
  run_operation_step "waits for the new container and checks it"
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
  run_keep_start
  run_checkpoint
  run_operation_step "removes the old container"
  run_forget_old
  run_settle_kept
  run_print_summary
  exit 0
}
