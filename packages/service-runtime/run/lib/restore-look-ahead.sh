# shellcheck shell=bash
# What stands in the way of a restore: found before anything is changed.

# Volumes of this service that have content, and those of them that a restore has filled before it was interrupted.
RESTORE_FULL=()

# run_require_fitting_backup: of this service, of a form that the images here can read.
run_require_fitting_backup() {
  local service=${STACK_NAME:-$SERVICE_NAME} entry name role rest have
  [[ ${RESTORE_FIELD[maker]} != stackctl* ]] || run_die 3 BACKUP_FOREIGN "The backup was not made by a run script; nothing was changed." \
    "$RESTORE_FILE" "made by ${RESTORE_FIELD[maker]}" "" "npx @unicity-sphere/stackctl restore $RESTORE_FILE"
  [[ ${RESTORE_FIELD[service]} == "$service" ]] || run_die 3 OTHER_SERVICE "The backup is of another service; nothing was changed." \
    "$RESTORE_FILE" "it is of ${RESTORE_FIELD[service]}" "" "restore it with the script of that service"
  run_require_fitting_generation
  have=$(run_label_of image "$BACKUP_IMAGE" "$RUN_DATA_LABEL")
  [[ $have =~ ^[0-9]{1,6}$ ]] || have=1
  [[ ! ${RESTORE_FIELD[dataVersion]} =~ ^[0-9]{1,6}$ ]] || ((RESTORE_FIELD[dataVersion] <= have)) ||
    run_die 3 DATA_TOO_NEW "The image cannot read the data of the backup; nothing was changed." "$BACKUP_IMAGE, $RESTORE_FILE" \
      "the data has the form ${RESTORE_FIELD[dataVersion]}, the image knows $have" "the backup is of a newer release" \
      "the scripts and images of that release"
  for entry in "${RESTORE_PARTS[@]}"; do
    read -r name role rest <<<"$entry"
    [[ $role != volume || -n $(run_restore_volume "$name") ]] ||
      run_die 3 PART_UNKNOWN "The backup has a part that this service does not have; nothing was changed." "$RESTORE_FILE" "$name" \
        "it is of another release" "the scripts and images of that release"
  done
}
run_require_fitting_generation() { :; }

# run_require_fitting_settings: with which the second half can start the service, on the volume that the first one fills.
run_require_fitting_settings() {
  local volume
  run_takes_settings && run_part_file settings start || return 0
  run_settings_of_this_host <"$RUN_SCRATCH/part-file" >"$RUN_SCRATCH/settings"
  run_require_withheld "$RUN_SCRATCH/settings" "${RUN_WORD_ARGUMENTS[@]}"
  volume=$(run_volume_of_settings "$RUN_SCRATCH/settings") ||
    run_die 3 SETTINGS_UNFIT "The settings of the backup do not go with this script; nothing was changed." "$RESTORE_FILE" "" \
      "it is of another release" "the scripts and images of that release"
  [[ $volume == "$DATA_VOLUME" ]] ||
    run_die 3 OTHER_VOLUME "The settings of the backup name another volume; nothing was changed." "$RESTORE_FILE" \
      "$(run_kept "$RUN_SCRATCH/settings" argument | tr '\n' ' ')lead to the volume $volume, and this command to $DATA_VOLUME" "" \
      "give the flag of the volume to this command, too"
}

# run_volume_of_settings FILE: DATA_VOLUME as its flags and those of the command line have it. In a shell of its own.
run_volume_of_settings() {
  local line text
  local -a flags=()
  while IFS= read -r line; do
    printf -v text '%b' "$line"
    flags+=("$text")
  done < <(run_kept "$1" argument)
  set -- "${flags[@]}" "${RUN_WORD_ARGUMENTS[@]}"
  while (($# > 0)); do
    run_parse_flag "$@"
    shift "$RUN_CONSUMED"
  done
  printf '%s' "$DATA_VOLUME"
}

# run_restore_volume PART: its volume on this host; nothing for a part that is no volume of the service.
run_restore_volume() {
  case $1 in
    data) printf '%s' "$DATA_VOLUME" ;;
    letsencrypt) printf '%s' "$LETSENCRYPT_VOLUME" ;;
  esac
}

# run_restore_volumes: "PART VOLUME CLASS ENGINE" of each, one a line.
run_restore_volumes() {
  local entry name role rest
  for entry in "${RESTORE_PARTS[@]}"; do
    read -r name role rest <<<"$entry"
    [[ $role != volume ]] || printf '%s %s %s\n' "$name" "$(run_restore_volume "$name")" "$rest"
  done
}

# run_require_place: a service that runs, or has state, is only replaced when --replace says so.
run_require_place() {
  local volume
  run_restore_users
  run_find_full_volumes
  [[ -z $RESTORE_REPLACE ]] || run_require_free_copies
  [[ -z $RESTORE_REPLACE ]] || return 0
  # What an earlier try of this restore has started is no obstacle to the next one.
  ((${#RESTORE_RECORD[@]} > 0)) || ! run_backup_runs || run_die 3 SERVICE_RUNS "The service runs; nothing was changed." "$CONTAINER_NAME" "" "" \
    "--replace: its state is kept beside it until the restored one has passed its checks"
  for volume in "${RESTORE_FULL[@]}"; do
    run_die 3 VOLUME_NOT_EMPTY "There is state already; nothing was changed." "volume $volume" "" "" \
      "--replace: it is kept as $volume-before-restore until the restored service has passed its checks"
  done
}
run_restore_users() { run_require_free_volumes; }

# run_find_full_volumes: sets RESTORE_FULL, without those that this restore filled before it was interrupted.
run_find_full_volumes() {
  local part volume rest count
  local -a mounts=()
  RESTORE_FULL=()
  while read -r part volume rest; do
    ! run_volume_exists "$volume" || mounts+=(--mount "type=volume,source=$volume,target=/parts/$part,readonly,volume-nocopy")
  done < <(run_restore_volumes)
  ((${#mounts[@]} > 0)) || return 0
  run_must_tool "The volumes cannot be looked at." /dev/null "$RUN_SCRATCH/counts" "${mounts[@]}" -- count /parts
  while read -r part count; do
    volume=$(run_restore_volume "$part")
    ((count == 0)) || run_is_recorded filled "$volume" || run_is_recorded kept "$volume" || RESTORE_FULL+=("$volume")
  done <"$RUN_SCRATCH/counts"
}

# run_require_free_copies: those of an earlier restore are not overwritten.
run_require_free_copies() {
  local volume
  for volume in "${RESTORE_FULL[@]}"; do
    ! run_volume_exists "$volume-before-restore" || run_is_recorded keeping "$volume" ||
      run_die 3 COPY_EXISTS "What an earlier restore kept is still there; nothing was changed." "volume $volume-before-restore" "" "" \
        "docker volume rm $volume-before-restore, if it is not needed any more"
  done
}
