# shellcheck shell=bash
# The actions, and the end of the script.

DEPLOY_SCRATCH=''

# deploy_all ARGUMENTS…: does what the command line asks for, and ends the script. Exit codes are those of the run scripts,
# the worst of the three: 0, 1 failed or degraded, 2 unreachable, 3 usage; 130 and 143 after INT and TERM.
deploy_all() {
  run_parse "$@"
  [[ $RUN_ACTION != help ]] || {
    deploy_help
    exit 0
  }
  deploy_require_environment
  deploy_settle_domains
  DEPLOY_SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/deploy-all.XXXXXXXX")
  RUN_SCRATCH=$DEPLOY_SCRATCH
  trap deploy_leave EXIT
  trap 'deploy_interrupt INT 130' INT
  trap 'deploy_interrupt TERM 143' TERM HUP
  [[ $RUN_ACTION == dry-run ]] || run_require_engine
  "deploy_${RUN_ACTION//-/_}"
}

deploy_leave() {
  local code=$?
  trap - EXIT
  deploy_end_questions
  rm -rf -- "$DEPLOY_SCRATCH"
  exit "$code"
}

# deploy_end: the worst of what was asked last.
deploy_end() { exit "$(deploy_worst)"; }

deploy_check() {
  if [[ -n $RUN_JSON ]]; then
    deploy_ask check
    deploy_print_json check
  else
    deploy_ask check deploy_show
    run_print_result
  fi
  deploy_end
}

deploy_status() {
  if [[ -n $RUN_JSON ]]; then
    deploy_ask status
    deploy_print_json status
  else
    deploy_ask status deploy_show
    run_print_result
    deploy_print_table
    deploy_print_settings
  fi
  deploy_end
}

# deploy_dry_run: what each script would start; nothing is asked of the services.
deploy_dry_run() {
  if [[ -n $RUN_JSON ]]; then
    deploy_ask dry-run
    deploy_print_json dry-run
  else
    deploy_run_each dry-run "${DEPLOY_SERVICES[@]}"
  fi
  deploy_end
}

# deploy_stop: those that need others first; one that fails does not keep the others running.
deploy_stop() {
  local -a backwards=()
  local service
  for service in "${DEPLOY_SERVICES[@]}"; do
    backwards=("$service" "${backwards[@]}")
  done
  deploy_run_each stop "${backwards[@]}"
  deploy_end
}
