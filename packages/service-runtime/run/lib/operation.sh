# shellcheck shell=bash
# The marker of a command that changes something: a file that is there from its begin to its orderly end. One that a later
# command finds tells it what was interrupted, when and at which step.

RUN_MARKER=''
RUN_MARKER_LINES=()
# When this command began, and its command line without secrets.
RUN_BEGAN=$(date -u +%Y-%m-%dT%H:%M:%SZ)
RUN_COMMAND=''
# This command, for the settings that it keeps; two have two.
RUN_RUN="$$ $RUN_BEGAN"
# What was interrupted before: its word, when it began, and its RUN_RUN.
RUN_UNFINISHED=''
RUN_UNFINISHED_BEGAN=''
RUN_UNFINISHED_RUN=''
# The container that it may have stopped.
RUN_UNFINISHED_RUNNING=''
# Word → what finishes or undoes it when it was interrupted.
declare -A RUN_UNFINISHED_HELP=(
  [start]="the same start finishes it; whatever was begun is taken back first"
  [stop]="the same command finishes it, a start undoes it"
)
# Commands that leave nothing unfinished when they succeed, whatever was interrupted.
RUN_SETTLING=" start upgrade rollback restore uninstall "

run_marker_file() { printf '%s/operations/%s' "$STATE_DIR" "$CONTAINER_NAME"; }

# run_describe_command ARGUMENTS…: sets RUN_COMMAND.
run_describe_command() {
  local argument hide=''
  RUN_COMMAND=$(run_self)
  for argument in "$@"; do
    [[ -z $hide || $argument == --* ]] || argument=…
    hide=''
    ! run_takes_secret "$argument" || hide=true
    [[ $argument == … ]] || printf -v argument '%q' "$argument"
    RUN_COMMAND+=" $argument"
  done
}

# run_begin_operation WORD: once the lock is held. Says what an earlier one left unfinished; the end of the script removes it.
run_begin_operation() {
  local file
  [[ -z $RUN_MARKER ]] || return 0
  file=$(run_marker_file)
  run_explain_incomplete
  [[ -z $RUN_UNFINISHED ]] || mv -f -- "$file" "$file.interrupted"
  RUN_MARKER_LINES=("operation $1" "process $$" "identity $RUN_IDENTITY" "began $RUN_BEGAN" "command $(run_encode "$RUN_COMMAND")")
  [[ -z $RUN_UNFINISHED_RUNNING ]] || RUN_MARKER_LINES+=("running $RUN_UNFINISHED_RUNNING")
  RUN_MARKER=$file
  run_operation_step "begins"
}

# run_operation_step TEXT: where the command is, in the present tense, such as "stops the old container".
run_operation_step() {
  [[ -n $RUN_MARKER ]] || return 0
  (umask 077 && mkdir -p -- "${RUN_MARKER%/*}" && printf '%s\n' "${RUN_MARKER_LINES[@]}" "step $1" >"$RUN_MARKER.new" &&
    mv -f -- "$RUN_MARKER.new" "$RUN_MARKER") ||
    run_warn "the state of this command could not be kept in $RUN_MARKER"
}

# run_operation_settled: what was interrupted before is finished or undone.
run_operation_settled() { [[ -z $RUN_MARKER ]] || rm -f -- "$RUN_MARKER.interrupted"; }

# run_end_operation EXIT_CODE: the orderly end, also of a command that failed and took back what it had done. What was
# interrupted before stays unfinished unless this command has settled it.
run_end_operation() {
  [[ -n $RUN_MARKER ]] || return 0
  [[ $1 != 0 || ($RUN_SETTLING != *" ${RUN_MARKER_LINES[0]#* } "* && ${RUN_MARKER_LINES[0]} != "operation $RUN_UNFINISHED") ]] ||
    run_operation_settled
  rm -f -- "$RUN_MARKER"
  [[ ! -e $RUN_MARKER.interrupted ]] || mv -f -- "$RUN_MARKER.interrupted" "$RUN_MARKER"
  RUN_MARKER=''
}

# run_find_incomplete: sets RUN_UNFINISHED and RUN_UNFINISHED_BEGAN. 1 when nothing was interrupted, 2 when one is at work.
run_find_incomplete() {
  local file process
  local -a identity
  RUN_UNFINISHED='' RUN_UNFINISHED_BEGAN='' RUN_UNFINISHED_RUNNING=''
  file=$(run_marker_file)
  [[ -r $file ]] || return 1
  process=$(run_kept "$file" process)
  read -r -a identity <<<"$(run_kept "$file" identity)"
  # A power cut may leave an empty one.
  [[ ! $process =~ ^[1-9][0-9]*$ ]] || run_has_ended "$process" "${identity[@]}" || return 2
  RUN_UNFINISHED=$(run_kept "$file" operation) RUN_UNFINISHED_BEGAN=$(run_kept "$file" began)
  RUN_UNFINISHED_RUN="$process $RUN_UNFINISHED_BEGAN" RUN_UNFINISHED_RUNNING=$(run_kept "$file" running | tail -n 1)
  : "${RUN_UNFINISHED:=command}"
}

# run_explain_incomplete: for people, on standard error; ends the script with 3 when it is still at work.
run_explain_incomplete() {
  local file found=0 command
  local -a identity
  file=$(run_marker_file)
  run_find_incomplete || found=$?
  ((found != 1)) || return 0
  read -r -a identity <<<"$(run_kept "$file" identity)"
  printf -v command '%b' "$(run_kept "$file" command)"
  if ((found == 2)); then
    RUN_HOLDER_DETAILS=("${identity[0]%/*}" "$(run_kept "$file" began)" "$(run_kept "$file" command)")
    run_start_in_progress "$(run_kept "$file" process)" "$file" "${identity[@]}"
  else
    run_describe OPERATION_INTERRUPTED "An earlier $RUN_UNFINISHED of $CONTAINER_NAME did not come to its end." \
      "begun $RUN_UNFINISHED_BEGAN on ${identity[0]:-this host}: $command" "its last step: $(run_kept "$file" step)" "" \
      "${RUN_UNFINISHED_HELP[$RUN_UNFINISHED]:-the same command again}" >&2
  fi
}

# run_check_incomplete: the same as a check, for commands that change nothing.
run_check_incomplete() {
  local found=0 file
  file=$(run_marker_file)
  run_find_incomplete || found=$?
  if ((found == 2)); then
    check_warn "another command is at work: $(run_kept "$file" operation), begun $(run_kept "$file" began)"
  elif ((found == 0)); then
    check_warn "an earlier $RUN_UNFINISHED, begun $RUN_UNFINISHED_BEGAN, did not come to its end (at: $(run_kept "$file" step)):" \
      "${RUN_UNFINISHED_HELP[$RUN_UNFINISHED]:-the same command again}"
  fi
}
