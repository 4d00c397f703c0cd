# shellcheck shell=bash
# How a backup ends: the file under its name, the service running again, nothing half left behind.

# run_keep_backup_file: whole, on the disk, and never in the place of another one.
run_keep_backup_file() {
  local written told
  run_operation_step "keeps the file"
  written=$(wc -c <"$BACKUP_NEW")
  told=$(sed -n 's/^bytes \([0-9]*\)$/\1/p' "$RUN_SCRATCH/tool-errors" | tail -n 1)
  [[ -n $told && $((written)) == "$told" ]] ||
    run_die 1 FILE_NOT_WRITTEN "The backup was not written to its end." "$BACKUP_NEW" "$((written)) of ${told:-unknown} bytes" "the disk is full"
  sync -- "$BACKUP_NEW" 2>/dev/null || sync || true
  ln -- "$BACKUP_NEW" "$BACKUP_FILE" 2>/dev/null || { [[ ! -e $BACKUP_FILE ]] && mv -n -- "$BACKUP_NEW" "$BACKUP_FILE"; } ||
    run_die 1 FILE_EXISTS "Somebody else made a file of this name meanwhile." "$BACKUP_FILE"
  rm -f -- "$BACKUP_NEW"
  BACKUP_NEW=''
  sync -- "${BACKUP_FILE%/*}" 2>/dev/null || true
  run_sweep_tools
  rm -f -- "$(run_paths_file)"
}

# run_end_backup EXIT_CODE: when the script ends, for whatever reason.
run_end_backup() {
  [[ -z $BACKUP_STOPPED ]] || run_start_after_backup
  [[ -z $BACKUP_NEW ]] || rm -f -- "$BACKUP_NEW"
  run_sweep_tools
}

# run_stopped_file: is there while the service is stopped for a backup.
run_stopped_file() { printf '%s/backups/%s.stopped' "$STATE_DIR" "$CONTAINER_NAME"; }

run_start_after_backup() {
  run_operation_step "starts the service again"
  if run_backup_start; then
    rm -f -- "$(run_stopped_file)"
    BACKUP_STOPPED=''
    return 0
  fi
  # The marker stays.
  RUN_MARKER=''
  run_describe SERVICE_NOT_STARTED "The service could not be started again after the backup." "$CONTAINER_NAME" "$(run_errors)" "" \
    "docker start $CONTAINER_NAME" >&2
  BACKUP_STOPPED=''
}

# run_start_left_stopped: by a backup that was killed.
run_start_left_stopped() {
  [[ -e $(run_stopped_file) ]] || return 0
  if [[ -z $RUN_UNFINISHED ]] || run_backup_runs; then
    rm -f -- "$(run_stopped_file)"
    return 0
  fi
  run_note "an interrupted $RUN_UNFINISHED left the service stopped; it is started again"
  run_backup_start || run_die 1 ENGINE_REFUSED "The service cannot be started again." "$CONTAINER_NAME" "$(run_errors)"
  rm -f -- "$(run_stopped_file)"
  run_await_after_backup
}

run_print_backup() {
  local name parts=''
  for name in "${BACKUP_PARTS[@]%% *}"; do
    [[ $name == secrets ]] || parts+=", $name"
  done
  printf 'Backup: %s, %d KiB, encrypted for %s\n' "$BACKUP_FILE" "$(($(wc -c <"$BACKUP_FILE") / 1024 + 1))" "$BACKUP_RECIPIENT"
  printf 'It has: %s\n' "${parts#, }"
  ((${#BACKUP_SECRETS[@]} == 0)) || printf 'It has secrets, too: %s. Who has the key of the backup has them.\n' "$(run_join "${BACKUP_SECRETS[@]}")"
  [[ -n $BACKUP_CERTS ]] || printf 'Certificates are not in it (--with-certs): a restored service gets new ones.\n'
  printf 'To restore: %s restore %q --identity-file KEY\n' "$(run_self)" "$BACKUP_FILE"
}
run_join() {
  local text
  text=$(printf ', %s' "$@")
  printf '%s' "${text#, }"
}

# run_backup_for_upgrade: before anything is stopped, into the folder of this user's state; the last three stay.
run_backup_for_upgrade() {
  local folder=$STATE_DIR/backups version
  version=$(run_label_of container "$CONTAINER_NAME" org.opencontainers.image.version)
  [[ $version =~ ^[A-Za-z0-9._-]{1,60}$ ]] || version=unknown
  (umask 077 && mkdir -p -- "$folder") || run_die 1 FILE_NOT_WRITTEN "The folder of backups cannot be made; nothing was changed." "$folder"
  run_settle_backup_file "$folder/$CONTAINER_NAME-${version//-/_}-$(date -u +%Y%m%dT%H%M%SZ).age"
  run_start_left_stopped
  run_make_backup
  printf 'Backup: %s\n' "$BACKUP_FILE"
  run_forget_old_backups "$folder"
}

# run_forget_old_backups FOLDER: all but the last three of this container; the one that was just made is the last, whatever
# the clock said before. Those that were killed half made go, too.
run_forget_old_backups() {
  local file
  while IFS= read -r file; do
    rm -f -- "$1/$file"
  done < <(for file in "$1/$CONTAINER_NAME"-*.age "$1/$CONTAINER_NAME"-*.age.new; do
    [[ $file != "$BACKUP_FILE" && ${file##*/} =~ ^"$CONTAINER_NAME"-[^-]+-([0-9]{8}T[0-9]{6}Z)\.age(\.new)?$ ]] || continue
    printf '%s %s\n' "${BASH_REMATCH[2]:+half}${BASH_REMATCH[1]}" "${file##*/}"
  done | sort -r | awk '/^half/ || ++whole > 2 { print $2 }')
}
