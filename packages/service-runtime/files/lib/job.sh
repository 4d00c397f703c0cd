# shellcheck shell=bash
# A long command that a signal can end at any moment: in the background, in a process group of its own.

job=

# run_job COMMAND…: its exit code. Traps run while it does.
run_job() {
  local code=0
  setsid -- "$@" &
  job=$!
  wait "$job" || code=$?
  # What it left behind in its group has no supervisor.
  kill_group "$job"
  job=
  return "$code"
}

# kill_group PID: TERM, and KILL after two seconds.
kill_group() {
  local tenths
  kill -TERM -- "-$1" 2>/dev/null || return 0
  for ((tenths = 0; tenths < 20; tenths++)); do
    kill -0 -- "-$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || true
}

kill_job() {
  [[ -z $job ]] || kill_group "$job"
  job=
}

# pause SECONDS: a sleep that signals end.
pause() { run_job sleep "$1"; }
