# shellcheck shell=bash
# --status: whether the service works now.

run_status() {
  local image
  run_require_engine
  run_take_api_key
  run_print_checks_heading "Status of $CONTAINER_NAME"
  run_check_incomplete
  if ! run_observe "$CONTAINER_NAME"; then
    RUN_UNREACHABLE=true
    check_fail "container $CONTAINER_NAME does not exist; to start it: $(run_start_command)"
    run_finish
  elif [[ $RUN_STATE != running ]]; then
    RUN_UNREACHABLE=true
    check_fail "container $CONTAINER_NAME is $RUN_STATE (exit code $RUN_EXIT); last log line: $(run_log_tail "$CONTAINER_NAME" 1)
      to start it again: $(run_start_command)"
    run_finish
  fi
  image=$(run_ask image inspect --format '{{.Id}}' "$IMAGE_NAME" 2>/dev/null || true)
  [[ -z $image || $image == "$RUN_IMAGE_ID" ]] || check_warn "the image $IMAGE_NAME is newer than the container: $(run_self) upgrade takes it"
  run_check_service "$CONTAINER_NAME"
  run_finish
}
