# shellcheck shell=bash
# One run at a time changes a container, and what killed runs left in the folder for temporary files.

RUN_LOCK=''
# Host, begin and command of the one that holds the lock.
RUN_HOLDER_DETAILS=()

# run_hold_lock: for a command that changes something, until the script ends; where the host has flock. The file says who
# holds it: process, host, since when, command, a line each.
run_hold_lock() {
  local file=$STATE_DIR/locks/$CONTAINER_NAME
  local -a holder
  [[ -z $RUN_LOCK ]] && command -v flock >/dev/null || return 0
  (umask 077 && mkdir -p -- "$STATE_DIR/locks" && : >>"$file") ||
    run_die 1 LOCK_NOT_MADE "The lock of this start cannot be made." "$file" "" "the folder is not writable" "set STATE_DIR to another one"
  exec {RUN_LOCK}>>"$file"
  if ! flock --nonblock "$RUN_LOCK"; then
    mapfile -t holder <"$file"
    RUN_HOLDER_DETAILS=("${holder[@]:1:3}")
    run_start_in_progress "${holder[0]:-unknown}" "$file"
  fi
  printf '%s\n' "$$" "${RUN_HOST%/*}" "$RUN_BEGAN" "$(run_encode "$RUN_COMMAND")" >"$file"
}

# run_start_in_progress PROCESS WHERE [IDENTITY]: IDENTITY as in RUN_IDENTITY, for a run that may be of another host.
run_start_in_progress() {
  local who="process $1" user='' next="wait for it to end"
  [[ -n ${3:-} ]] && ! run_is_local "${@:3}" || user=$(stat -c %U -- "/proc/$1" 2>/dev/null || true)
  if [[ -n $user ]]; then
    who+=" of $user"
  elif [[ -n ${3:-} ]] && ! run_is_local "${@:3}"; then
    who+=" of the host ${3%%/*}, or of a container there, which cannot be seen from here"
  elif ! run_is_alive "$1"; then
    who+=" is gone, but a docker command that it started is not"
  fi
  # Only a process that is known to be the holder needs no way out.
  [[ $2 != "volume "* && $2 != "container "* ]] || [[ -n ${3:-} && -n $user ]] ||
    next+="; if that process is no command of this script: docker ${2/ / rm }"
  [[ $2 != "$(run_marker_file)" || -n $user ]] || next+="; if it is known to be gone for good: rm -- $2"
  [[ -z ${RUN_HOLDER_DETAILS[0]:-} ]] || who+=" on ${RUN_HOLDER_DETAILS[0]}"
  [[ -z ${RUN_HOLDER_DETAILS[1]:-} ]] || who+=$'\n'"since ${RUN_HOLDER_DETAILS[1]}"
  [[ -z ${RUN_HOLDER_DETAILS[2]:-} ]] || who+=$'\n'"command: $(printf '%b' "${RUN_HOLDER_DETAILS[2]}")"
  run_die 3 START_IN_PROGRESS "Another command is at work on $CONTAINER_NAME; nothing was changed." "$2" "$who" "" "$next"
}

# run_is_alive PROCESS: of any user, also where /proc hides those of others.
run_is_alive() {
  [[ -d /proc/$1 ]] || kill -0 "$1" 2>/dev/null || [[ $(LC_ALL=C && kill -0 "$1" 2>&1) == *"not permitted"* ]]
}

# run_find_identity: sets RUN_HOST, RUN_BOOT and RUN_NAMESPACE, "-" for what is not known, and RUN_IDENTITY: this run, for
# others at the same engine: HOST BOOT NAMESPACE BEGAN, a word each.
run_find_identity() {
  local id=''
  read -r id 2>/dev/null </etc/machine-id || true
  # The name, and a part of the machine's id, as many hosts have one name.
  RUN_HOST=$(uname -n)/${id:0:8}
  RUN_BOOT=-
  read -r RUN_BOOT 2>/dev/null </proc/sys/kernel/random/boot_id || true
  # In which process ids count. Two containers have two.
  RUN_NAMESPACE=$(stat -L -c %i -- "/proc/$$/ns/pid" 2>/dev/null) || RUN_NAMESPACE=-
  RUN_IDENTITY="$RUN_HOST $RUN_BOOT $RUN_NAMESPACE $(run_began "$$")"
}

# run_began PROCESS: when it was started, in clock ticks since the boot; two with one id have two of them.
run_began() {
  local status=''
  read -r -d '' status 2>/dev/null <"/proc/$1/stat" || true
  read -r -a status <<<"${status##*) }"
  printf '%s' "${status[19]:--}"
}
run_find_identity

# run_is_local HOST BOOT NAMESPACE BEGAN: its processes are those that are seen here.
run_is_local() {
  [[ $2 == "$RUN_BOOT" && $3 == "$RUN_NAMESPACE" ]] && [[ $2 != - || $1 == "$RUN_HOST" ]]
}

# run_has_ended PROCESS [IDENTITY]: for sure. What cannot be seen from here counts as alive; one without an identity is local.
run_has_ended() {
  local process=$1 began
  shift
  if (($# == 4)) && ! run_is_local "$@"; then
    # The host was started again since.
    [[ $1 == "$RUN_HOST" && $2 != - && $2 != "$RUN_BOOT" ]]
    return
  fi
  run_is_alive "$process" || return 0
  began=$(run_began "$process")
  (($# == 4)) && [[ $4 != - && $began != - && $began != "$4" ]]
}

# run_sweep_scratch: folders of this user's runs that were killed; their names end with the namespace in which the process
# counts, the process and a random part.
run_sweep_scratch() {
  local folder process begin
  begin=${TMPDIR:-/tmp}/run-service.$RUN_NAMESPACE.
  for folder in "$begin"*; do
    process=${folder#"$begin"}
    process=${process%%.*}
    [[ -d $folder && -O $folder && ! -L $folder && $process =~ ^[0-9]+$ ]] || continue
    run_is_alive "$process" || rm -rf -- "$folder"
  done
}
