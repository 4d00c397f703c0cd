# shellcheck shell=bash
# What a restore has changed so far, a line each: it is undone from there, or the same restore goes on after it was killed.
#   ran                 the service ran before
#   keeping VOLUME      its content is on its way to VOLUME-before-restore; then
#   kept VOLUME
#   filled VOLUME       it had no content before
#   file PATH           placed; what was there before is PATH.before-restore
#   new PATH            placed; there was nothing before
#   placed              all is in its place
#   set                 of a stack that ran: its settings are beside it

RESTORE_RECORD=()

run_record_file() { printf '%s/restores/%s' "$STATE_DIR" "$CONTAINER_NAME"; }

run_read_record() {
  RESTORE_RECORD=()
  [[ ! -r $(run_record_file) ]] || mapfile -t RESTORE_RECORD <"$(run_record_file)"
}

# run_is_recorded WORD [WHAT]
run_is_recorded() {
  local line
  for line in "${RESTORE_RECORD[@]}"; do
    [[ $line != "$1${2:+ $2}" ]] || return 0
  done
  return 1
}

# run_record WORD [WHAT]: before or after the change, as the word says; on the disk when this returns.
run_record() {
  ! run_is_recorded "$@" || return 0
  RESTORE_RECORD+=("$1${2:+ $2}")
  run_write_record
}
run_write_record() {
  local file
  file=$(run_record_file)
  run_write_private "$file" < <(printf '%s\n' "${RESTORE_RECORD[@]}")
  sync -- "$file" 2>/dev/null || true
}

# run_unrecord WORD [WHAT]: what does not hold any more. 3 when that cannot be written.
run_unrecord() {
  local line
  local -a left=()
  run_is_recorded "$@" || return 0
  for line in "${RESTORE_RECORD[@]}"; do
    [[ $line == "$1${2:+ $2}" ]] || left+=("$line")
  done
  RESTORE_RECORD=("${left[@]}")
  (run_write_record)
}

run_forget_record() {
  rm -f -- "$(run_record_file)"
  RESTORE_RECORD=()
}

# run_recorded WORD: what is recorded with it, one a line.
run_recorded() {
  local line
  for line in "${RESTORE_RECORD[@]}"; do
    [[ $line != "$1 "* ]] || printf '%s\n' "${line#* }"
  done
}

# run_refuse_half_state: state that a killed restore has half placed is no state.
run_refuse_half_state() {
  run_read_record
  ((${#RESTORE_RECORD[@]} == 0)) || [[ $RUN_OPERATION == restore ]] || run_is_recorded placed || run_die 3 RESTORE_UNFINISHED "A restore was interrupted, and the state is not whole; nothing was changed." \
    "$(run_record_file)" "$(run_recorded filled | tr '\n' ' ')" "" "the same restore again finishes it: $(run_self) restore FILE --replace"
}

# run_require_whole_state: for what starts the service: from then on nothing leads back.
run_require_whole_state() {
  run_refuse_half_state
  ((${#RESTORE_RECORD[@]} > 0)) && [[ $RUN_OPERATION != restore ]] || return 0
  run_print_copies
  run_forget_record
}

# run_print_copies: what was there before a restore, and how to delete it.
run_print_copies() {
  local volume file
  local -a volumes=() files=()
  while IFS= read -r volume; do
    volumes+=("$volume-before-restore")
  done < <(run_recorded kept)
  while IFS= read -r file; do
    [[ ! -e $file.before-restore ]] || files+=("$file.before-restore")
  done < <(run_recorded file)
  ((${#volumes[@]} + ${#files[@]} > 0)) || return 0
  printf 'What was there before the restore is kept. To delete it:\n'
  ((${#volumes[@]} == 0)) || printf '  docker volume rm%s\n' "$(printf ' %q' "${volumes[@]}")"
  ((${#files[@]} == 0)) || printf '  rm --%s\n' "$(printf ' %q' "${files[@]}")"
}
