# shellcheck shell=bash
# uninstall: the containers go, data and secrets stay. What is deleted, kept and outside is shown first.

RUN_VERBS[uninstall]=run_uninstall
RUN_VERB_HELP[uninstall]="removes its containers; keeps volumes and secrets"
RUN_SWITCHES+=([--yes]=RUN_YES=true)
RUN_FLAG_WORDS[--yes]+=" uninstall "
RUN_FLAG_HELP[--yes]="|without the question"
RUN_VERB_EXAMPLES[uninstall]=$'uninstall\nuninstall --yes'
RUN_UNFINISHED_HELP[uninstall]="the same uninstall finishes it, a start undoes it"
RUN_YES=''

run_uninstall() {
  local name
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_require_engine
  run_require_own_container
  run_hold_lock
  run_begin_operation uninstall
  run_require_no_other_run
  run_find_parts
  if ((${#RUN_PART_CONTAINERS[@]} == 0)); then
    printf 'Nothing to uninstall: there is no container %s.\n' "$CONTAINER_NAME"
    run_print_kept_commands
    return 0
  fi
  run_print_parts
  run_ask_consent
  run_checkpoint
  for name in "${RUN_PART_CONTAINERS[@]}"; do
    run_operation_step "removes the container $name"
    run_say "Stopping and removing $name (at most $STOP_TIMEOUT s)..."
    run_must "$name cannot be stopped." stop -t "$STOP_TIMEOUT" "$name"
    run_must "$name cannot be removed." rm "$name"
  done
  run_remove_network
  printf 'Uninstalled: %s\n' "$CONTAINER_NAME"
}

# run_remove_network: unless somebody joined it meanwhile.
run_remove_network() {
  [[ -n $RUN_PART_NETWORK ]] || return 0
  run_operation_step "removes the network"
  run_change network rm "$RUN_PART_NETWORK" || run_note "the network $RUN_PART_NETWORK stays: $(run_errors)"
}

# run_ask_consent: on a terminal; elsewhere --yes says it.
run_ask_consent() {
  local answer=''
  [[ -z $RUN_YES ]] || return 0
  [[ -t 0 ]] || run_usage "uninstall asks on a terminal only; nothing was changed." "add --yes"
  read -r -p "Uninstall $CONTAINER_NAME? Type yes: " answer || true
  [[ $answer == yes ]] || {
    printf 'Nothing was changed.\n'
    exit 0
  }
}
