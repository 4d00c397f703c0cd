# shellcheck shell=bash
# Calls of the Docker engine. Questions have a time limit; changes too, and run to their end when a signal arrives meanwhile.

# Seconds that the engine has for one change; a stop has STOP_TIMEOUT on top.
: "${ENGINE_TIMEOUT:=120}"
RUN_SIGNALS=0
RUN_ENGINE_ANSWERS=''

# run_limited SECONDS COMMAND…: with a time limit where the host has `timeout`.
run_limited() {
  if command -v timeout >/dev/null; then
    timeout "$@"
  else
    "${@:2}"
  fi
}

# run_ask ARGUMENTS…: a question to the engine.
run_ask() { run_limited 30 docker "$@"; }

# run_change ARGUMENTS…: a change. In a process group of its own, so that Ctrl-C reaches this script alone, which then
# knows what happened and undoes it. Output in $RUN_SCRATCH/output and $RUN_SCRATCH/errors. Ends with 124 when the engine
# took too long, and the script when a second signal arrives: then nobody knows whether it has happened.
run_change() {
  local pid code limit=$ENGINE_TIMEOUT
  local -a command=(docker "$@")
  [[ $1 != stop ]] || limit=$((limit + STOP_TIMEOUT))
  ! command -v timeout >/dev/null || command=(timeout "$limit" docker "$@")
  set -m
  "${command[@]}" </dev/null >"$RUN_SCRATCH/output" 2>"$RUN_SCRATCH/errors" &
  pid=$!
  set +m
  while true; do
    RUN_WOKEN=''
    wait "$pid" && code=0 || code=$?
    [[ -n $RUN_WOKEN ]] || break
    ((RUN_SIGNALS < 2)) || run_abandon "$pid" "$@"
  done
  ((code != 124)) || printf 'no answer within %s s; whether it has happened is unknown\n' "$limit" >>"$RUN_SCRATCH/errors"
  return "$code"
}

# run_abandon PID ARGUMENTS…: nothing is undone without knowing what there is; the next start settles it.
run_abandon() {
  kill "$1" 2>/dev/null
  # The marker stays.
  RUN_DEPLOYING='' RUN_MARKER=''
  run_describe CHANGE_UNKNOWN "The wait for the engine was ended; whether this change has happened is unknown." \
    "docker $2 ${*: -1}" "a second signal" "" "docker ps --all --filter name=$CONTAINER_NAME; the same start again settles it" >&2
  exit "$RUN_INTERRUPTED"
}

# run_must WHAT ARGUMENTS…: a change without which there is no going on.
run_must() {
  local what=$1
  shift
  run_change "$@" || run_die 1 ENGINE_REFUSED "$what" "docker $1 ${2:-}" "$(run_errors)"
  run_checkpoint
}

run_errors() { tail -n 5 -- "$RUN_SCRATCH/errors" 2>/dev/null || true; }

# run_interrupt EXIT_CODE: from a trap. The script goes on to its next checkpoint.
run_interrupt() {
  RUN_INTERRUPTED=$1
  RUN_SIGNALS=$((RUN_SIGNALS + 1))
  RUN_WOKEN=1
}

# run_checkpoint: ends an interrupted script; run_on_exit then undoes what is unfinished.
run_checkpoint() { [[ -z ${RUN_INTERRUPTED:-} ]] || exit "$RUN_INTERRUPTED"; }

# run_pause SECONDS: ends at once when a signal arrives.
run_pause() {
  sleep "$1" &
  wait "$!" || true
  run_checkpoint
}

# run_require_engine: 2 if it does not answer. It is asked once.
run_require_engine() {
  local evidence cause="it is not running"
  command -v docker >/dev/null || run_die 2 ENGINE_MISSING "Docker is not installed." PATH "" "" "install Docker Engine 20.10 or newer"
  [[ -z $RUN_ENGINE_ANSWERS ]] || return 0
  evidence=$(run_ask version --format '{{.Server.Version}}' 2>&1) && RUN_ENGINE_ANSWERS=true && return 0
  run_checkpoint
  ((EUID == 0)) || cause+=", or $(id -un) may not use it"
  run_die 2 ENGINE_UNREACHABLE "The Docker engine does not answer." "${DOCKER_HOST:-the default socket}" \
    "$(sed '/^[[:space:]]*$/d' <<<"$evidence" | tail -n 3)" "$cause" "start Docker, or run this as a user of the group docker"
}
