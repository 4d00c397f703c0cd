# shellcheck shell=bash
# Children under s6: each has a folder below services/ whose `run` is bin/run.

supervisor=

# supervise NAME…: starts them now, or with the supervisor.
supervise() {
  local name folder
  for name in "$@"; do
    folder=$STATE/services/$name
    [[ ! -e $folder/run ]] || continue
    mkdir -p -- "$STATE/new/$name"
    ln -s -- "$RUNTIME/bin/run" "$STATE/new/$name/run"
    stop_signals "$name" "$STATE/new/$name"
    mv -T -- "$STATE/new/$name" "$folder"
  done
  s6-svscanctl -a "$STATE/services" 2>/dev/null || true
}

# stop_signals NAME FOLDER: what ends a child, and after how many milliseconds it is killed.
stop_signals() {
  local signal=TERM milliseconds=3000
  case $1 in
    nginx) signal=QUIT milliseconds=2000 ;;
    port-80 | renewal | watcher | heartbeat | acquisition) ;;
    *) milliseconds=$((SERVICE_STOP_SECONDS * 1000)) ;;
  esac
  printf '%s\n' "SIG$signal" >"$2/down-signal"
  printf '%d\n' "$milliseconds" >"$2/timeout-kill"
}

is_up() { [[ $(s6-svstat -o up "$STATE/services/$1" 2>/dev/null) == true ]]; }

list_supervised() {
  local folder
  for folder in "$STATE"/services/*/; do
    folder=${folder%/}
    [[ ! -d $folder ]] || printf '%s\n' "${folder##*/}"
  done
}

# start_supervisor: s6-svscan, unless it runs.
start_supervisor() {
  [[ -z $supervisor ]] || return 0
  s6-svscan "$STATE/services" &
  supervisor=$!
}

# run_supervisor: until the container stops. If s6-svscan dies, its children end, and start again below the next one.
run_supervisor() {
  local name
  while true; do
    start_supervisor
    wait "$supervisor" || true
    supervisor=
    warn "the supervisor ended and is started again"
    while IFS= read -r name; do
      s6-svc -xd "$STATE/services/$name" 2>/dev/null || true
    done < <(list_supervised)
    sleep 1
  done
}

# stop_child NAME: it and all of its process group, at once.
stop_child() {
  local folder=$STATE/services/$1 group
  [[ -e $folder/run ]] || return 0
  group=$(s6-svstat -o pgid "$folder" 2>/dev/null) || return 0
  s6-svc -d "$folder" || return 0
  ((group <= 1)) || kill_group "$group"
}

# stop_supervisor: everything, each child by its signal and with its time.
stop_supervisor() {
  [[ -n $supervisor ]] || return 0
  kill -TERM "$supervisor" 2>/dev/null || return 0
  while kill -0 "$supervisor" 2>/dev/null; do
    wait "$supervisor" || true
  done
}
