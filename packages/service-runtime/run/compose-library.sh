# shellcheck shell=bash
# Runs a stack of several services on a host from its rendered Compose file: bash, Docker and Compose, nothing else.
# One of them, SERVICE_NAME, is the door: it has the domain, and its settings are the flags of run-library.sh.
# A stack script sets STACK_NAME, SERVICE_NAME and its variables, sources this file, defines its hooks and ends with:
# run_compose_stack "$@"

# ssl-manager's own library knows single containers only.
unset SSL_MANAGER_RUN_LIB
RUN_COMPOSE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=run-library.sh
source "$RUN_COMPOSE/run-library.sh"
for run_part in settings source state kept-set recall env-file model override progress claim look-ahead verify up door start status actions \
  versions going-back upgrade pull rollback uninstall backup restore bundle-yaml support-bundle; do
  # shellcheck source=/dev/null
  source "$RUN_COMPOSE/compose/$run_part.sh"
done
unset run_part

# run_compose_stack ARGUMENTS…: does what the command line asks for, and ends the script with the codes of ssl_manager_run.
run_compose_stack() {
  compose_only_flags
  compose_recall_for "${1:-}"
  run_begin "$@"
  [[ -z $COMPOSE_RECALLED ]] || compose_recall_overrides "$COMPOSE_RECALLED"
  run_require_container_name
  compose_settle
  case $RUN_ACTION in
    start | dry-run) compose_start ;;
    check) compose_check ;;
    status) compose_status ;;
    logs) compose_logs ;;
    stop) compose_stop ;;
    *) "${RUN_VERBS[$RUN_ACTION]}" ;;
  esac
}
