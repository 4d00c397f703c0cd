# shellcheck shell=bash
# Free space: what a backup or a restore needs against what there is, before anything is written.

# run_device_and_free PATH: the device and its free KiB; nothing when it is not on this host.
run_device_and_free() { df -Pk -- "$1" 2>/dev/null | awk 'NR == 2 { print $1, $4 }'; }

# run_require_space FOLDER BYTES STAGED: for a file of so many bytes in that folder, and so many in a volume.
run_require_space() {
  local root device='' free=0 engine_device='' engine_free=0 needed=$(($2 / 1024 + 1024)) staged=$(($3 / 1024))
  root=$(run_ask info --format '{{.DockerRootDir}}' 2>/dev/null || true)
  read -r device free < <(run_device_and_free "$1") || true
  read -r engine_device engine_free < <(run_device_and_free "$root") || true
  [[ -z $device || $device != "$engine_device" ]] || needed=$((needed + staged)) staged=0
  [[ ! $free =~ ^[0-9]+$ ]] || ((free >= needed)) || run_no_space "$1" "$needed" "$free"
  ((staged == 0)) || [[ ! $engine_free =~ ^[0-9]+$ ]] || ((engine_free >= staged)) || run_no_space "$root" "$staged" "$engine_free"
}

run_no_space() {
  run_die 1 DISK_FULL "There is not enough space; nothing was changed." "$1" "$(($2 / 1024)) MiB are needed, $(($3 / 1024)) MiB are free" "" \
    "make room, or name a file on another disk"
}
