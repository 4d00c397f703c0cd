# shellcheck shell=bash
# restore FILE: the state of a backup into the volumes of this service, which is then started as by a start and checked. The file
# is unpacked and checked to its last byte before anything is changed.
#
# Two halves in one process: the first one places state, secrets and settings; the second one is this script started anew, so
# that it reads the settings that were placed like those of a last start.

RUN_VERBS[restore]=run_restore
RUN_VERB_OPERANDS[restore]=FILE
RUN_VERB_HELP[restore]="state, secrets and settings of a backup, then a start"
RUN_UNFINISHED_HELP[restore]="the same restore finishes it"
: "${RESTORE_REPLACE:=}"
RUN_SWITCHES+=([--replace]=RESTORE_REPLACE=true)
RUN_FLAG_WORDS+=([--replace]=" restore ")
RUN_FLAG_HELP[--replace]="|over state that is there, which is kept as volumes NAME-before-restore"
RUN_VERB_EXAMPLES[restore]=$'restore backup.age\nrestore backup.age --identity-file backup-key --replace'

run_restore() {
  [[ -z ${RUN_RESTORE_LOCK:-} ]] || run_start_restored
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_settle_restore_file
  run_settle_identity
  run_require_engine
  run_restore_look_ahead
  run_begin_operation restore
  RUN_AT_END=run_sweep_tools
  run_sweep_scratch
  run_sweep_tools
  run_operation_step "checks the file"
  run_unpack
  run_read_record
  run_require_fitting_backup
  run_require_fitting_settings
  run_require_place
  run_checkpoint
  RUN_AT_END=run_end_restore
  run_place
  run_go_on_restored
}

# run_restore_look_ahead: whose container and lock it is.
run_restore_look_ahead() {
  run_require_image
  run_verify_images "$IMAGE_NAME"
  run_settle_tool_image
  run_require_own_container
  run_hold_lock
}

run_settle_restore_file() {
  RESTORE_FILE=$RUN_OPERAND
  [[ $RESTORE_FILE == /* ]] || RESTORE_FILE=$PWD/$RESTORE_FILE
  [[ -f $RESTORE_FILE && -r $RESTORE_FILE ]] || run_usage "restore: $RESTORE_FILE is not a file that can be read."
}

# run_unpack: into a volume; sets RESTORE_FIELD and RESTORE_PARTS.
run_unpack() {
  local kind rest
  run_require_space "$(run_ask info --format '{{.DockerRootDir}}' 2>/dev/null || true)" "$(($(wc -c <"$RESTORE_FILE") * 2))" 0
  run_make_tool_volume
  run_say "Checking $RESTORE_FILE..."
  run_must_tool "The backup cannot be restored." "$RESTORE_FILE" "$RUN_SCRATCH/summary" "$(run_staging_mount)" \
    --mount "type=bind,source=$BACKUP_IDENTITY,target=/identity,readonly" -- unpack /identity /staging
  RESTORE_PARTS=()
  while IFS=$'\t' read -r kind rest; do
    case $kind in
      part) RESTORE_PARTS+=("${rest//$'\t'/ }") ;;
      *) RESTORE_FIELD[$kind]=${rest%%$'\t'*} ;;
    esac
  done <"$RUN_SCRATCH/summary"
}
declare -A RESTORE_FIELD=()
# "NAME ROLE CLASS ENGINE" of each.
RESTORE_PARTS=()

run_staging_mount() { printf -- '--mount=type=volume,source=%s,target=/staging,volume-nocopy' "$(run_tool_name)"; }

# run_go_on_restored: the second half. Lock, marker and process stay.
run_go_on_restored() {
  RUN_AT_END=''
  run_sweep_tools
  run_restore_hand_over
  rm -rf -- "$RUN_SCRATCH"
  export RUN_RESTORE_LOCK=${RUN_LOCK:-none}
  exec "$BASH" -- "$0" restore "$RUN_OPERAND" "${RUN_WORD_ARGUMENTS[@]}"
}
# run_restore_hand_over: what must not be seen twice.
run_restore_hand_over() { :; }

run_start_restored() {
  [[ $RUN_RESTORE_LOCK == none ]] || RUN_LOCK=$RUN_RESTORE_LOCK
  unset RUN_RESTORE_LOCK
  RUN_MARKER=$(run_marker_file)
  mapfile -t RUN_MARKER_LINES < <(grep -v '^step ' "$RUN_MARKER" 2>/dev/null || true)
  RUN_AT_END=run_end_restore RUN_OPERATION=restore RUN_ACTION=start
  run_operation_step "starts the restored service"
  run_say "The state is in its place; the service is started with it."
  run_restored_start
}
run_restored_start() { run_start; }
