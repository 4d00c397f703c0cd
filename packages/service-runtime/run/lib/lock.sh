# shellcheck shell=bash
# One run at a time changes a container, and what killed runs left in the folder for temporary files.

# run_hold_lock: for a start or a stop, until the script ends; where the host has flock. The file names the process.
run_hold_lock() {
  local file=$STATE_DIR/locks/$CONTAINER_NAME holder=''
  command -v flock >/dev/null || return 0
  (umask 077 && mkdir -p -- "$STATE_DIR/locks" && : >>"$file") ||
    run_die 1 LOCK_NOT_MADE "The lock of this start cannot be made." "$file" "" "the folder is not writable" "set STATE_DIR to another one"
  exec {RUN_LOCK}>>"$file"
  if ! flock --nonblock "$RUN_LOCK"; then
    IFS= read -r holder <"$file" || true
    run_start_in_progress "${holder:-unknown}" "$file"
  fi
  printf '%s\n' "$$" >"$file"
}

# run_start_in_progress PROCESS WHERE
run_start_in_progress() {
  local who="process $1" user
  user=$(stat -c %U -- "/proc/$1" 2>/dev/null || true)
  if [[ -n $user ]]; then
    who+=" of $user"
  elif ! run_is_alive "$1"; then
    who+=" is gone, but a docker command that it started is not"
  fi
  run_die 3 START_IN_PROGRESS "Another start or stop of $CONTAINER_NAME is at work; nothing was changed." "$2" "$who" "" "wait for it to end"
}

# run_is_alive PROCESS: of any user.
run_is_alive() { [[ -d /proc/$1 ]] || ps -p "$1" >/dev/null 2>&1; }

# run_sweep_scratch: folders of this user's runs that were killed; their names end with the process and a random part.
run_sweep_scratch() {
  local folder process
  for folder in "${TMPDIR:-/tmp}"/run-service.*.*; do
    process=${folder##*/run-service.}
    process=${process%%.*}
    [[ -d $folder && -O $folder && ! -L $folder && $process =~ ^[0-9]+$ ]] || continue
    run_is_alive "$process" || rm -rf -- "$folder"
  done
}
