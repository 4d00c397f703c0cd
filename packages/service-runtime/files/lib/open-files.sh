# shellcheck shell=bash
# Engines may start a container with 1024 open files and allow it more. A WebSocket takes two in nginx and one in the service.

# open_files: how many a process may open, at most 65536.
open_files() {
  local hard
  hard=$(ulimit -Hn)
  if [[ $hard == unlimited ]] || ((hard > 65536)); then
    hard=65536
  fi
  printf '%d\n' "$hard"
}
