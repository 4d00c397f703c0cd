# shellcheck shell=bash
# Lines for the container's log, and errors with five parts for people.

log() { printf '[%s] %s\n' "${SERVICE_NAME:-service-runtime}" "$*"; }
warn() { log "WARNING: $*" >&2; }

# describe_error CODE WHAT [WHERE EVIDENCE CAUSE NEXT]: the text of an error; empty parts are left out.
describe_error() {
  local code=$1 what=$2 label
  shift 2
  printf '%s [%s]\n' "$what" "$code"
  for label in where evidence cause next; do
    [[ -z ${1:-} ]] || printf '  %-10s%s\n' "$label:" "${1//$'\n'/$'\n'            }"
    shift || break
  done
}

# report_error …: describe_error, to the log and to the state that `service-status` shows.
report_error() {
  describe_error "$@" >&2
  if [[ -d $STATE ]]; then
    describe_error "$@" >>"$STATE/errors"
  fi
}

# fail EXIT_CODE …: report_error, and the end of the start.
fail() {
  local exit_code=$1
  shift
  report_error "$@"
  exit "$exit_code"
}
