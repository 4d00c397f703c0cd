# shellcheck shell=bash
# upgrade: the settings of the last start with the files that go with this script. What stands in its way is found before
# anything is stopped; what fails afterwards is undone (going-back.sh).

RUN_VERBS[upgrade]=compose_upgrade
RUN_VERB_HELP[upgrade]="to the version of this script (--to VERSION: to no other), with the settings of the last start"
RUN_FLAG_HELP[--to]="VERSION|to no other version than that"
RUN_VERB_EXAMPLES[upgrade]=$'upgrade\nupgrade --to 0.6.1\nupgrade --override images.yml'
RUN_UNFINISHED_HELP[upgrade]="the same upgrade goes on with it, rollback undoes it"

compose_upgrade() {
  local before set
  RUN_OPERATION=upgrade
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  compose_require_kept
  set=$(compose_proven_set)
  compose_recall_overrides "$set"
  before=$(compose_release_of_set "$set")
  run_validate
  compose_require_compose
  compose_prepare
  compose_require_release "$RUN_UPGRADE_TO"
  run_require_engine
  compose_require_same_generation
  run_print_banner
  compose_look_ahead_of_upgrade "$before"
  run_checkpoint
  DATA_VOLUME=${COMPOSE_STATE_SET[*]} run_back_up_first
  compose_begin_change upgrade
  compose_keep_set
  compose_bring_up
  compose_end_well
  run_print_summary
  printf 'Upgraded from %s to %s; back: %s rollback\n' "$before" "$(compose_release_of_set "$COMPOSE_STATE")" "$(run_self)"
  exit 0
}

# compose_look_ahead_of_upgrade BEFORE
compose_look_ahead_of_upgrade() {
  run_print_checks_heading "Before the upgrade"
  check_pass "from $1 to $(compose_release_of "$COMPOSE_SOURCE"), generation ${COMPOSE_GENERATION:-unknown}"
  compose_claim
  run_begin_operation upgrade
  run_require_disk
  compose_pull_missing
  compose_verify_images
  compose_keep_files "$RUN_SCRATCH"
  ! compose_is_current || compose_say_current "$1"
  compose_require_data_version "$RUN_SCRATCH" "a release that knows the data of this host"
  compose_require_place
}

# compose_pull_missing: one after the other, each explained when it cannot be had.
compose_pull_missing() {
  local hint=${IMAGE_HINT:-} IMAGE_NAME IMAGE_HINT
  local -a missing
  mapfile -t missing < <(compose_missing_images)
  for IMAGE_NAME in "${missing[@]}"; do
    [[ -n $IMAGE_NAME ]] || continue
    IMAGE_HINT=''
    [[ -z ${IMAGE_OWN:-} || $IMAGE_NAME != "$IMAGE_OWN"* ]] || IMAGE_HINT=$hint
    run_pull_image
  done
  check_pass "${#COMPOSE_SERVICES[@]} services; all images are here"
}

# compose_is_current: what runs is what the upgrade would bring, and nothing was interrupted.
compose_is_current() {
  [[ $(compose_proven_set) == "$COMPOSE_STATE" ]] && compose_same_set "$COMPOSE_STATE" "$RUN_SCRATCH" &&
    run_observe "$CONTAINER_NAME" && [[ $RUN_STATE == running ]]
}

compose_say_current() {
  printf 'Already on %s, with these settings, files and images; nothing was changed. Whether it works: %s --status\n' "$1" "$(run_self)"
  exit 0
}

# compose_end_well: the new set is proven; from here on nothing goes back.
compose_end_well() {
  RUN_UNDO=compose_end_run
  compose_accept_set
}
