# shellcheck shell=bash
# The start: validate, look ahead, up, wait, check. And --dry-run, which ends before anything is asked of the engine.

RUN_VERBS[start]=compose_start
RUN_UNFINISHED_HELP[start]="the same start goes on with it"

compose_start() {
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_validate
  compose_require_compose
  compose_prepare
  [[ $RUN_ACTION != dry-run ]] || compose_dry_run
  run_print_banner
  run_require_engine
  compose_look_ahead
  run_checkpoint
  run_begin_operation start
  compose_keep_set
  compose_bring_up
  compose_accept_set
  run_print_summary
  exit 0
}

# compose_bring_up: the set in COMPOSE_FOLDER runs afterwards and has passed its checks, or the script has ended.
compose_bring_up() {
  run_operation_step "starts the containers"
  run_ensure_networks
  compose_remove_leftovers
  compose_start_containers
  run_operation_step "waits until everything is ready"
  compose_wait_ready
  run_wait_reachable
  run_operation_step "checks what runs"
  compose_judge
}

compose_look_ahead() {
  run_print_checks_heading "Before the start"
  check_pass "Docker engine answers, Compose $COMPOSE_VERSION"
  compose_require_generation
  compose_require_images
  check_pass "${#COMPOSE_SERVICES[@]} services; all images are here"
  compose_verify_images
  compose_claim
  compose_require_place
}

# compose_require_place: nothing else is where the stack goes. Needs the claim.
compose_require_place() {
  run_require_whole_state
  run_sweep_scratch
  compose_require_own_names
  compose_require_free_volumes
  run_require_free_ports
  run_require_haproxy
}

compose_judge() {
  local network
  RUN_RESULTS=() RUN_WARNINGS=0 RUN_FAILURES=0 RUN_DEGRADED=''
  run_print_checks_heading "Health & Functional Checks"
  while IFS= read -r network; do
    check_pass "network $network is there"
  done < <(run_networks)
  compose_check_stack
  run_checkpoint
  run_print_result
  ((RUN_FAILURES == 0)) || run_die 1 CHECKS_FAILED "The stack runs, but does not pass its checks." \
    "Compose project $STACK_PROJECT" "$(run_log_tail "$CONTAINER_NAME" 5)" "" "$(run_self) --status"
}

# compose_print_config: for app_print_config.
compose_print_config() {
  local file
  run_print_pair Project "$STACK_PROJECT"
  run_print_pair File "$COMPOSE_SOURCE"
  for file in "${COMPOSE_OVERRIDES[@]}"; do
    run_print_pair Override "$file"
  done
  run_print_pair Generation "${COMPOSE_GENERATION:-unknown}"
  run_print_pair Settings "$COMPOSE_STATE"
}

# compose_dry_run: what a start would hand to Compose.
compose_dry_run() {
  local -a networks environment
  local settings
  mapfile -t networks < <(run_networks)
  mapfile -t environment < <(grep -v '^COMPOSE_' "$COMPOSE_FOLDER/$STACK_NAME.env")
  settings=$(<"$COMPOSE_FOLDER/$STACK_NAME.settings.yml")
  if [[ -n $RUN_JSON ]]; then
    printf '{'
    run_json_pairs action dry-run project "$STACK_PROJECT" mode "$RUN_MODE" generation "$COMPOSE_GENERATION" settings "$settings"
    printf ',"files":%s,"networks":%s,"environment":%s}\n' "$(run_json_list "$COMPOSE_SOURCE" "${COMPOSE_OVERRIDES[@]}")" \
      "$(run_json_list "${networks[@]}")" "$(run_json_list "${environment[@]}")"
    exit 0
  fi
  printf 'Networks: %s\nFiles:\n' "${networks[*]:-none}"
  printf '  %s\n' "$COMPOSE_SOURCE" "${COMPOSE_OVERRIDES[@]}"
  printf 'Environment (in %s):\n' "$(compose_state_file)"
  printf '  %s\n' "${environment[@]}"
  printf 'Settings (a file on top):\n%s\n' "$settings"
  printf 'Command:\n  docker compose --env-file %q up --detach --no-build --pull never --remove-orphans\n' "$(compose_state_file)"
  exit 0
}
