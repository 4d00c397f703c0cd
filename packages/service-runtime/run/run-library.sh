# shellcheck shell=bash
# Runs one service on a host, behind ssl-manager's HAProxy or without it: bash and Docker, nothing else.
# A service script sets its variables, sources this file, defines its hooks and ends with: ssl_manager_run "$@"
# README.md beside this file lists flags, variables and hooks.

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  printf 'bash 4.4 or newer is needed; this is %s\n' "$BASH_VERSION" >&2
  exit 3
fi
set -euo pipefail

RUN_LIBRARY=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=service.sh
declare -F run_self >/dev/null || source "$RUN_LIBRARY/service.sh"
for run_part in settings results verbs flags remember recall operation suggest help help-words hooks validate validate-values \
  validate-container extra-ports api-key adopt resources create unchanged plan haproxy-checks report certificate https checks \
  banner wait keep-route replace go-back preflight ports dns addresses host-checks check status actions lock deploy \
  fitting-image verify verify-cosign pull upgrade rollback parts uninstall \
  backup-tool backup-key backup-parts backup-manifest backup-space backup backup-end \
  restore restore-look-ahead restore-record restore-place restore-end \
  redact bundle-show bundle-secrets bundle-host bundle-containers support-bundle; do
  # shellcheck source=/dev/null
  source "$RUN_LIBRARY/lib/$run_part.sh"
done
unset run_part

# ssl_manager_run ARGUMENTS…: does what the command line asks for, and ends the script.
# Exit codes: 0 all checks passed, 1 a check failed, 2 unreachable, 3 usage; 130 and 143 after INT and TERM.
ssl_manager_run() {
  run_recall "$@"
  run_note_environment
  run_begin "$@"
  run_settle_names
  case $RUN_ACTION in
    start | dry-run) run_start ;;
    check) run_check ;;
    status) run_status ;;
    logs) run_logs ;;
    stop) run_stop ;;
    *) "${RUN_VERBS[$RUN_ACTION]}" ;;
  esac
}

# run_begin ARGUMENTS…: the command line, and what has to go when the script ends.
run_begin() {
  RUN_SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/run-service.$RUN_NAMESPACE.$$.XXXXXXXX")
  trap run_on_exit EXIT
  run_parse "$@"
  [[ $RUN_ACTION == help ]] || return 0
  run_print_help
  exit 0
}

# run_on_exit: whatever ended the script, an unfinished replacement is undone and temporary files go.
run_on_exit() {
  local code=$?
  trap '' INT TERM HUP
  trap - EXIT
  set +e
  if [[ -n $RUN_IN_HOOK && $code != 0 ]]; then
    printf '%s of the service script ended with status %s; a hook has to end with status 0.\n' "$RUN_IN_HOOK" "$code" >&2
    code=3
  fi
  [[ -z $RUN_DEPLOYING ]] || "$RUN_UNDO"
  [[ -z $RUN_AT_END ]] || "$RUN_AT_END" "$code"
  run_end_operation "$code"
  [[ -z $RUN_SCRATCH ]] || rm -rf -- "$RUN_SCRATCH"
  exit "$code"
}
