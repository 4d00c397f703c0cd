# shellcheck shell=bash
# --check: everything that a start depends on. Changes nothing.

run_check() {
  run_print_checks_heading "Checks before a start of $CONTAINER_NAME"
  run_validate
  run_require_engine
  check_pass "Docker engine answers"
  run_check_image
  run_check_old_container
  run_check_incomplete
  run_check_volumes
  run_check_host
  run_finish
}

# run_check_host: what a start of one container and of a stack need alike.
run_check_host() {
  local -a ports
  run_check_disk
  mapfile -t ports < <(run_published_ports)
  run_check_ports_free "${ports[@]}"
  if [[ $RUN_MODE != local ]]; then
    run_check_dns
    [[ $RUN_MODE != haproxy ]] || run_check_haproxy || true
    run_check_port_80
  fi
  run_hook_checks app_check
}
