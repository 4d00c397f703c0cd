# File helpers of the genesis jobs. POSIX sh and busybox tools only: the images have nothing else.

# complete_json FILE: the file exists and was written to its end.
complete_json() {
  [ -s "$1" ] && [ "$(tr -d ' \t\r\n' <"$1" | tail -c 1)" = "}" ]
}

# json_string FILE KEY: the first string value of KEY, however the JSON is spaced.
json_string() {
  tr -d ' \t\r\n' <"$1" | grep -o "\"$2\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

# is_signed FILE: the trust base carries at least one signature.
is_signed() {
  tr -d ' \t\r\n' <"$1" | grep -q '"signatures":{"[^"]*":"0x[0-9a-fA-F]'
}

# new_stage DIR: an empty folder on the same volume; work in it is invisible until publish renames it into place.
new_stage() {
  rm -rf "$1"
  mkdir "$1"
}

# publish STAGED FINAL: flushes and renames, so that a crash leaves the old file or the whole new one.
publish() {
  sync
  mv -f "$1" "$2"
}

# explain_end FOLDER…: for the end of a job that no error for people explains. A command failed, mostly on a full disk.
explain_end() {
  [ $? -ne 0 ] && [ -z "${explained-}" ] || return 0
  for folder in "$@"; do
    free=$(df -Pk "$folder" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
    [ "${free:-0}" -ge 64 ] || fail DISK_FULL "There is no space left for the files of this job." "$folder" \
      "${free:-0} KiB are free" "the disk, or the quota of the volume, is full" \
      "make space and start again: what is complete is kept, the rest is made then"
  done
  fail JOB_BROKE_OFF "The job broke off." "$*" "the lines above" "a command of it failed" \
    "start again: what is complete is kept, the rest is made then"
}
