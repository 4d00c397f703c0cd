# shellcheck shell=bash
# Hooks are functions of the service script; all are optional. README.md says what each is for.

# run_hook NAME ARGUMENTS…: in this shell, with `set -e`; run_on_exit names it when it ends the script.
run_hook() {
  declare -F "$1" >/dev/null || return 0
  RUN_IN_HOOK=$1
  "$@"
  RUN_IN_HOOK=''
}

# run_hook_lines ARRAY NAME ARGUMENTS…: the lines that a hook prints. Its status does not count (a script may end with a
# test that is false), but one that calls `exit` would take its flags with it.
run_hook_lines() {
  local -n run_lines=$1
  local name=$2 text line code=0
  run_lines=()
  declare -F "$name" >/dev/null || return 0
  text=$("${@:2}" || true; printf '\nend of hook') || code=$?
  [[ $text == *$'\n''end of hook' ]] ||
    run_die 3 HOOK_ENDED "$name of the service script ended early." "$0" "exit status $code" \
      "it calls exit, or a command that does" "check values in app_validate; this hook only prints"
  while IFS= read -r line; do
    [[ $line =~ ^[[:space:]]*$ ]] || run_lines+=("$line")
  done <<<"${text%$'\n''end of hook'}"
}

# run_split_flags ARRAY LINE…: appends arguments. A line that starts with - is a flag, and what follows its first space is
# the flag's value, spaces and all.
run_split_flags() {
  local -n run_arguments=$1
  local line
  shift
  for line in "$@"; do
    if [[ $line == -*' '* ]]; then
      run_arguments+=("${line%% *}" "${line#* }")
    else
      run_arguments+=("$line")
    fi
  done
}

# run_report_lines LINE…: "pass:…", "warn:…", "fail:…" as checks; other text passes.
run_report_lines() {
  local line
  for line in "$@"; do
    case $line in
      pass:*) check_pass "${line#*:}" ;;
      warn:*) check_warn "${line#*:}" ;;
      fail:*) check_fail "${line#*:}" ;;
      *) check_pass "$line" ;;
    esac
  done
}

# run_hook_checks NAME ARGUMENTS…
run_hook_checks() {
  local -a lines
  run_hook_lines lines "$@"
  run_report_lines "${lines[@]}"
}
