# shellcheck shell=bash
# backup FILE: the state in one encrypted file. A database that others may read is copied while the service runs; what can only
# be copied as it stands still is copied while the service is stopped, and the service is started again whatever happens.

RUN_VERBS[backup]=run_backup
RUN_VERB_OPERANDS[backup]=FILE
RUN_VERB_HELP[backup]="state, secrets and settings in one encrypted file"
RUN_VERB_EXAMPLES[backup]=$'backup /var/backups/unicity/monday.age\nbackup monday.age --recipient age1…'
RUN_UNFINISHED_HELP[backup]="the same command starts the service again, if it is stopped, and makes the backup"
# `stopped` for a service whose files are only valid together.
: "${DATA_BACKUP:=online}"

# The file, and the one that it is until it is whole.
BACKUP_FILE=''
BACKUP_NEW=''
# Set while the service is stopped for the backup.
BACKUP_STOPPED=''
# Set when it was, and may not be ready again.
BACKUP_AWAITED=''

run_backup() {
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_settle_backup_file "$RUN_OPERAND"
  run_require_engine
  run_backup_look_ahead
  run_begin_operation backup
  run_refuse_half_state
  run_sweep_scratch
  run_start_left_stopped
  run_make_backup
  run_print_backup
  [[ -z $BACKUP_AWAITED ]] || run_await_after_backup
}

# run_backup_look_ahead: nobody else changes the service meanwhile.
run_backup_look_ahead() { run_hold_lock; }

# run_settle_backup_file FILE: sets BACKUP_FILE, which does not exist yet.
run_settle_backup_file() {
  local folder
  folder=$(cd -- "$(dirname -- "$1")" 2>/dev/null && pwd) || run_usage "backup: the folder of $1 does not exist."
  BACKUP_FILE=$folder/${1##*/}
  [[ ! -e $BACKUP_FILE && ! -L $BACKUP_FILE ]] ||
    run_die 3 FILE_EXISTS "There is a file already; nothing was changed." "$BACKUP_FILE" "" "" "name another one"
  [[ -w $folder ]] || run_usage "backup: the folder $folder is not writable."
}

# run_make_backup: of what there is into BACKUP_FILE.
run_make_backup() {
  local code=0
  run_sweep_tools
  run_settle_tool_image
  run_backup_parts
  run_settle_recipient
  RUN_AT_END=run_end_backup
  run_require_backup_space
  run_backup_manifest >"$RUN_SCRATCH/manifest.json"
  BACKUP_NEW=$BACKUP_FILE.new
  (umask 077 && rm -f -- "$BACKUP_NEW" && : >"$BACKUP_NEW") ||
    run_die 1 FILE_NOT_WRITTEN "The backup cannot be written; nothing was changed." "$BACKUP_NEW"
  if run_backup_is_online; then
    run_pack_online || code=$?
    run_checkpoint
  else
    code=4
  fi
  ((code != 4)) || run_pack_stopped
  [[ $code == 0 || $code == 4 ]] || run_tool_refused "The backup was not made." "$code"
  run_keep_backup_file
}

# run_require_backup_space: for the file, and for the copies of databases.
run_require_backup_space() {
  local name size total=0 staged=0
  run_operation_step "measures"
  run_must_tool "The state could not be measured." /dev/null "$RUN_SCRATCH/sizes" "${BACKUP_MOUNTS[@]}" -- measure /parts
  while read -r name size; do
    total=$((total + size))
    [[ $name != data ]] || staged=$size
  done <"$RUN_SCRATCH/sizes"
  # A copy beside the database.
  run_backup_is_online || staged=0
  run_require_space "${BACKUP_FILE%/*}" "$total" "$staged"
}

# run_backup_is_online: whether the running service stays as it is.
run_backup_is_online() { [[ $DATA_BACKUP == online && $DATA_ENGINE == sqlite ]] && run_backup_runs; }

# run_backup_runs, run_backup_stop, run_backup_start, run_await_after_backup: of what writes to the state.
run_backup_runs() { run_observe "$CONTAINER_NAME" && [[ $RUN_STATE =~ ^(running|restarting|paused)$ ]]; }
run_backup_stop() { run_must "The service cannot be stopped." stop -t "$STOP_TIMEOUT" "$CONTAINER_NAME"; }
run_backup_start() { run_change start "$CONTAINER_NAME"; }
run_await_after_backup() { ! run_backup_runs || run_wait_ready "$CONTAINER_NAME"; }

run_pack_online() {
  local volume
  volume=$(run_tool_name)
  run_operation_step "packs while the service runs"
  run_make_tool_volume
  run_pack --mount "type=volume,source=$volume,target=/staging,volume-nocopy" -- /staging
}

# run_pack_stopped: ends the script when it fails.
run_pack_stopped() {
  local code=0 began=$SECONDS
  if run_backup_runs; then
    # So that whatever comes after kill -9 brings it back.
    RUN_MARKER_LINES+=("running ${RUN_ID:-}")
    run_operation_step "packs while the service is stopped"
    run_write_private "$(run_stopped_file)" < <(printf '%s\n' "$CONTAINER_NAME")
    run_say "Stopping the service while its state is copied..."
    BACKUP_STOPPED=true BACKUP_AWAITED=true
    run_backup_stop
  fi
  run_pack -- || code=$?
  if [[ -n $BACKUP_STOPPED ]]; then
    run_start_after_backup
    run_say "It was stopped for $((SECONDS - began)) s."
  fi
  run_checkpoint
  ((code == 0)) || run_tool_refused "The backup was not made." "$code"
}

# run_pack FLAG… -- ARGUMENT…
run_pack() {
  local -a flags=()
  while [[ $1 != -- ]]; do
    flags+=("$1")
    shift
  done
  run_tool "$RUN_SCRATCH/manifest.json" "$BACKUP_NEW" "${flags[@]}" "${BACKUP_MOUNTS[@]}" -- pack "$BACKUP_RECIPIENT" /parts "${@:2}"
}
