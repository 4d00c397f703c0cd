# shellcheck shell=bash
# upgrade: the settings of the last start with another image. What stands in its way is found before anything is stopped; the
# replacement is that of a start, and goes back by itself.

RUN_VERBS[upgrade]=run_upgrade
RUN_VERB_HELP[upgrade]="to the image that goes with this script, with the settings of the last start"
RUN_VALUE_FLAGS+=([--to]=RUN_UPGRADE_TO)
RUN_SWITCHES+=([--no-backup]=RUN_NO_BACKUP=true)
RUN_FLAG_WORDS+=([--to]=" upgrade " [--no-backup]=" upgrade ")
RUN_FLAG_HELP+=([--to]="VERSION|that version of the image that runs" [--no-backup]="|without the backup before")
RUN_VERB_EXAMPLES[upgrade]=$'upgrade\nupgrade --to 0.6.1\nupgrade --image registry.example.org/NAME:TAG'
RUN_UNFINISHED_HELP[upgrade]="the same upgrade finishes it, rollback undoes it; both bring the old container back first"
RUN_UPGRADE_TO=''
RUN_NO_BACKUP=''
RUN_ONE_WAY=''

run_upgrade() {
  run_require_version
  run_begin_change upgrade
  run_choose_image
  run_require_container
  [[ -n $RUN_RECALLED_FROM || -n $RUN_DOMAIN_GIVEN$RUN_NO_SSL_GIVEN ]] ||
    run_die 3 SETTINGS_UNKNOWN "The settings of the last start are not known; nothing was changed." "$(run_kept_file)" "no such file" \
      "it was started by an older release, or by another user" "give the flags of the start once more: $(run_self) upgrade --domain NAME …"
  run_print_checks_heading "Upgrade of $CONTAINER_NAME to $IMAGE_NAME"
  run_require_disk
  run_pull_image
  run_stop_if_current
  run_require_fitting_image
  RUN_ACTION=start
  run_start
}

# run_begin_change WORD: lock, marker, and what an interrupted run left settled, with the old container running again.
run_begin_change() {
  RUN_OPERATION=$1
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_require_engine
  run_require_own_container
  run_hold_lock
  run_begin_operation "$1"
  run_refuse_half_state
  run_require_no_other_run
  RUN_DEPLOYING=true
  run_settle_leftovers
  [[ -z $RUN_OLD ]] || run_restore_old
  run_checkpoint
  run_operation_step "looks ahead"
}

run_require_version() {
  [[ -n $RUN_UPGRADE_TO ]] || return 0
  [[ -z $RUN_IMAGE_GIVEN ]] || run_usage "--to and --image do not go together."
  [[ $RUN_UPGRADE_TO =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ && $RUN_UPGRADE_TO != latest ]] ||
    run_usage "--to: $RUN_UPGRADE_TO is not a version." "--to 0.6.1, or --image REFERENCE"
}

# run_choose_image: --to is a tag of the image that runs.
run_choose_image() {
  local now
  now=$(run_ask container inspect --format '{{.Config.Image}}' "$CONTAINER_NAME" 2>/dev/null || true)
  if [[ -n $RUN_UPGRADE_TO ]]; then
    [[ $now != sha256:* ]] || run_usage "--to: the image that runs has no name." "--image REFERENCE"
    [[ -z $now ]] || IMAGE_NAME=$(run_with_tag "$now" "$RUN_UPGRADE_TO")
  elif [[ -z $RUN_IMAGE_GIVEN && -n $now && $now != sha256:* && $(run_with_tag "$now" '') != "$(run_with_tag "$IMAGE_NAME" '')" ]]; then
    run_note "$now runs, which is of another repository than $IMAGE_NAME; --to VERSION stays with it"
  fi
}

# run_with_tag IMAGE TAG: the reference with that tag, and without a digest.
run_with_tag() {
  local name=${1%@*}
  [[ ${name##*/} != *:* ]] || name=${name%:*}
  printf '%s:%s' "$name" "$2"
}

# run_stop_if_current: an upgrade to what runs changes nothing, unless it brings other settings.
run_stop_if_current() {
  local id
  id=$(run_ask image inspect --format '{{.Id}}' "$IMAGE_NAME" 2>/dev/null || true)
  run_observe "$CONTAINER_NAME" || true
  [[ -n $id && $id == "$RUN_IMAGE_ID" && -z $RUN_SETTING_GIVEN ]] || return 0
  printf 'Already on %s; nothing was changed. %s is %s.\n' "$IMAGE_NAME" "$CONTAINER_NAME" "$RUN_STATE"
  exit 0
}

# run_back_up_first: before anything is stopped, by run_backup_for_upgrade. Only of an upgrade with data.
run_back_up_first() {
  local why=''
  [[ $RUN_OPERATION == upgrade && -n $DATA_VOLUME ]] || return 0
  if [[ -n $RUN_NO_BACKUP ]]; then
    why=--no-backup
  elif ! declare -F run_backup_for_upgrade >/dev/null; then
    why="this library cannot make one"
  fi
  if [[ -z $why ]]; then
    run_operation_step "backs up"
    run_backup_for_upgrade
    run_checkpoint
  elif [[ -n $RUN_ONE_WAY ]]; then
    run_die 3 BACKUP_NEEDED "This upgrade changes the form of the data for good and needs a backup first; nothing was changed." \
      "volume $DATA_VOLUME" "no backup: $why" "" "without --no-backup"
  else
    run_note "no backup was made: $why"
  fi
}
