# shellcheck shell=bash
# restore FILE of a stack. Functions of lib/restore*.sh with a stack in the place of a container.

# The files that the command line or the last start names.
COMPOSE_NAMED=''

# run_restore_look_ahead: the door's image is the same for all generations.
run_restore_look_ahead() {
  compose_require_compose
  COMPOSE_NAMED=$COMPOSE_SOURCE$COMPOSE_GENERATION
  compose_prepare
  run_settle_tool_image
  run_verify_images "$BACKUP_IMAGE"
  compose_claim
}

# run_require_fitting_generation: state of one generation is of no use to another. From here on the files are those of the backup's.
run_require_fitting_generation() {
  local generation=${RESTORE_FIELD[generation]}
  if [[ $generation != - && $generation != "$COMPOSE_GENERATION" && -z $COMPOSE_NAMED ]]; then
    COMPOSE_SOURCE='' COMPOSE_GENERATION=$generation
    compose_prepare
  fi
  [[ $generation == - || $generation == "$COMPOSE_GENERATION" ]] || compose_other_generation "$COMPOSE_GENERATION"
  compose_require_generation
  compose_require_images
  compose_verify_images
  compose_require_own_names
}

compose_other_generation() {
  run_die 3 GENERATION_MISMATCH "The backup is of another generation; nothing was changed." "$RESTORE_FILE" \
    "it is of generation ${RESTORE_FIELD[generation]}, and this is of $1" "" "--generation ${RESTORE_FIELD[generation]}, in a project of its own: PROJECT_NAME=NAME"
}

# run_restore_volume PART: parts are called as the volumes are in the file.
run_restore_volume() {
  local volume=$PROJECT_NAME-$1
  [[ " ${COMPOSE_VOLUMES[*]} " != *" $volume "* ]] || printf '%s' "$volume"
}
# The settings of a stack have names of their own (run_place_settings).
run_require_fitting_settings() { :; }
run_restore_users() { compose_require_free_volumes; }

# run_restore_make_volume PART VOLUME CLASS ENGINE: with the labels by which Compose knows its own.
run_restore_make_volume() {
  run_volume_exists "$2" && return 0
  local -a labels=(--label "com.docker.compose.project=$STACK_PROJECT" --label "com.docker.compose.volume=$1")
  [[ " ${COMPOSE_STATE_SET[*]} " != *" $2 "* ]] || labels+=(--label compose-gen.volume.state-set=chain)
  run_must "The volume $2 could not be made." volume create "${labels[@]}" \
    --label "compose-gen.volume.class=$3" --label "compose-gen.volume.engine=$4" "$2"
}

# run_place_settings: those of this host stay, if it has some; else those of the backup, with the names of this host.
run_place_settings() {
  local file
  file=$(compose_state_file)
  [[ ! -e $file ]] || run_is_recorded new "$file" || return 0
  run_part_file settings stack.env || return 0
  {
    printf "STACK_PROJECT='%s'\nSTACK_NETWORK='%s'\n" "$STACK_PROJECT" "$APP_NET"
    grep -v '^\(STACK_PROJECT\|STACK_NETWORK\|HAPROXY_NET\|HAPROXY_HOST\|COMPOSE_FILE\|COMPOSE_DIRECTORY\)=' "$RUN_SCRATCH/part-file"
    printf "HAPROXY_NET='%s'\nHAPROXY_HOST='%s'\n" "$HAPROXY_NET" "$HAPROXY_HOST"
  } >"$RUN_SCRATCH/settings"
  run_rewrite_paths
  cp -- "$RUN_SCRATCH/settings" "$RUN_SCRATCH/part-file"
  run_place_file "$file"
}

# run_restore_hand_over: the set that ran is kept for the way back; the claim goes, the lock stays.
run_restore_hand_over() {
  local -a signer
  # Once: what an earlier try has made of it is no way back.
  if ! run_is_recorded set || [[ ! -d $COMPOSE_STATE.before-restore ]]; then
    rm -rf -- "$COMPOSE_STATE.before-restore"
    ! run_is_recorded ran || cp -R -p -- "$COMPOSE_STATE" "$COMPOSE_STATE.before-restore"
    run_record set
  fi
  run_limited 30 docker volume rm "$COMPOSE_CLAIM" >/dev/null 2>&1 || true
  # Compose was not to see them.
  mapfile -t signer <<<"$RUN_SIGNER_GIVEN"
  [[ -z $RUN_SIGNER_GIVEN ]] || export "${signer[@]}"
}
run_restored_start() { compose_start; }

# run_restore_start: the set that ran, whatever the restore has made of it.
run_restore_start() {
  local ENGINE_TIMEOUT=$COMPOSE_STOP_TIMEOUT directory
  local -a place=()
  if [[ -d $COMPOSE_STATE.before-restore ]]; then
    rm -rf -- "$COMPOSE_STATE"
    mv -- "$COMPOSE_STATE.before-restore" "$COMPOSE_STATE"
  fi
  directory=$(compose_kept COMPOSE_DIRECTORY)
  [[ -z $directory ]] || place=(--project-directory "$directory")
  run_change compose "${place[@]}" --env-file "$(compose_state_file)" up --detach --no-build --pull never
}
run_restore_done() { rm -rf -- "$COMPOSE_STATE.before-restore"; }

run_restore_stop() {
  local ENGINE_TIMEOUT=$COMPOSE_STOP_TIMEOUT
  run_change compose --project-name "$STACK_PROJECT" stop || true
}
