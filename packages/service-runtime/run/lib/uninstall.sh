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
    run_must_remove "$name cannot be stopped." stop -t "$STOP_TIMEOUT" "$name"
    run_must_remove "$name cannot be removed." rm "$name"
  done
  run_remove_network
  printf 'Uninstalled: %s\n' "$CONTAINER_NAME"
}

# run_must_remove WHAT ARGUMENTS…: as run_must; says what is gone by then, and what is left.
run_must_remove() {
  local what=$1 refusal
  shift
  run_change "$@" || {
    refusal=$(run_errors)
    run_die 1 ENGINE_REFUSED "$what" "docker $1 ${!#}" "$refusal"$'\n'"$(run_say_removed)" "" \
      "mend what is named and go on: $(run_self) uninstall"
  }
  run_checkpoint
}

# run_say_removed: "removed: …" and "left: …".
run_say_removed() {
  local part text
  local -a gone=() left=()
  run_ask version >/dev/null 2>&1 || {
    printf 'what is left is unknown: the engine does not answer\n'
    return 0
  }
  for part in "${RUN_PART_CONTAINERS[@]/#/container }" "${RUN_PART_NETWORKS[@]/#/network }" ${RUN_PART_NETWORK:+"network $RUN_PART_NETWORK"}; do
    if run_ask "${part%% *}" inspect --format '{{.Name}}' "${part#* }" >/dev/null 2>&1; then left+=("$part"); else gone+=("$part"); fi
  done
  printf -v text ', %s' "${gone[@]:-nothing}"
  printf 'removed: %s\n' "${text#, }"
  printf -v text ', %s' "${left[@]:-nothing}"
  printf 'left: %s\n' "${text#, }"
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
