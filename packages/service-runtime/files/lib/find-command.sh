# shellcheck shell=bash
# For the shims: the command that a shim stands in front of.

# exec_real NAME ARGUMENT…: the next NAME on PATH, in place of this process.
exec_real() {
  local name=$1 own folder
  local -a folders
  shift
  own=$(dirname -- "$(readlink -f -- "$0")")
  IFS=: read -r -a folders <<<"$PATH"
  for folder in "${folders[@]}"; do
    [[ $folder == "$own" || ! -x $folder/$name ]] || exec "$folder/$name" "$@"
  done
  exit 127
}
