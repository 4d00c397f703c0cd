# shellcheck shell=bash
# What the scripts say. Colours on a terminal only, and never with NO_COLOR; errors have five parts.

RUN_BOLD='' RUN_GREEN='' RUN_YELLOW='' RUN_RED='' RUN_PLAIN=''
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  RUN_BOLD=$'\e[1m' RUN_GREEN=$'\e[32m' RUN_YELLOW=$'\e[33m' RUN_RED=$'\e[31m' RUN_PLAIN=$'\e[0m'
fi
RUN_JSON=''
RUN_IN_HOOK=''

# run_say TEXT: a line for people; with --json standard output belongs to the JSON.
run_say() { [[ -n $RUN_JSON ]] || printf '%s\n' "$*"; }
run_note() { printf 'note: %s\n' "$*" >&2; }
run_warn() { printf 'warning: %s\n' "$*" >&2; }

# run_self: this script as a command line for any folder, with the project that it works on.
RUN_FOLDER=$(cd -- "$(dirname -- "$0")" && pwd)
run_self() {
  [[ ${PROJECT_NAME:-unicity} == unicity ]] || printf 'PROJECT_NAME=%q ' "$PROJECT_NAME"
  printf '%q' "$RUN_FOLDER/${0##*/}"
}

# run_describe CODE WHAT [WHERE EVIDENCE CAUSE NEXT]: the text of an error; empty parts are left out.
run_describe() {
  local label
  printf '%s [%s]\n' "$2" "$1"
  shift 2
  for label in where evidence cause next; do
    [[ -z ${1:-} ]] || printf '  %-10s%s\n' "$label:" "${1//$'\n'/$'\n'            }"
    (($# == 0)) || shift
  done
}

# run_die EXIT_CODE CODE WHAT [WHERE EVIDENCE CAUSE NEXT]: says it and ends the script; not for use in $(…).
run_die() {
  local exit_code=$1
  shift
  ! declare -F run_checkpoint >/dev/null || run_checkpoint
  run_describe "$@" >&2
  [[ -z $RUN_JSON ]] || run_print_error_json "$exit_code" "$@"
  RUN_IN_HOOK=''
  exit "$exit_code"
}

# run_usage WHAT [NEXT]: what is wrong with the command line.
run_usage() { run_die 3 USAGE "$1" "$0" "" "" "${2:-$0 --help}"; }
