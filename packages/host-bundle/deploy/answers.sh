# shellcheck shell=bash
# What the run scripts answer with --json: asked side by side, shown in order.

# Service → exit code, and its JSON; empty when the script said none.
declare -A DEPLOY_CODE=() DEPLOY_ANSWER=()

# deploy_ask ACTION [SHOW]: --check, --status or --dry-run of all three. SHOW is called with each service when its answer is there.
deploy_ask() {
  local service code
  local -A asked=()
  for service in "${DEPLOY_SERVICES[@]}"; do
    deploy_plan_command "$service" "$1" json
    "${DEPLOY_COMMAND[@]}" </dev/null >"$DEPLOY_SCRATCH/$service.json" 2>"$DEPLOY_SCRATCH/$service.errors" &
    asked[$service]=$!
  done
  for service in "${DEPLOY_SERVICES[@]}"; do
    run_checkpoint
    wait "${asked[$service]}" && code=0 || code=$?
    run_checkpoint
    DEPLOY_CODE[$service]=$code
    DEPLOY_ANSWER[$service]=$(<"$DEPLOY_SCRATCH/$service.json")
    deploy_require_known "$service"
    [[ -z ${2:-} ]] || "$2" "$service"
    cat -- "$DEPLOY_SCRATCH/$service.errors" >&2
  done
}

# deploy_require_known SERVICE: its script knows the domain, by a flag here or by an earlier start.
deploy_require_known() {
  [[ ${DEPLOY_ANSWER[$1]} != *'"code":"DOMAIN_MISSING"'* ]] ||
    run_usage "The domain of the $1 is missing, and it was never started here." "add --domain-suffix NAME --ssl-email ADDRESS"
}

# deploy_run_each ACTION SERVICE…: one after the other, for people; a failure does not end it.
deploy_run_each() {
  local service
  for service in "${@:2}"; do
    DEPLOY_CODE[$service]=0
    printf '\n%s%s%s\n' "$RUN_BOLD" "${service^}" "$RUN_PLAIN"
    deploy_run "$service" "$1" || DEPLOY_CODE[$service]=$?
    run_checkpoint
  done
}

# deploy_show SERVICE: its checks with ticks; at least one is red when its script did not end with 0.
deploy_show() {
  local container failures=$RUN_FAILURES
  container=$(run_json_field "${DEPLOY_ANSWER[$1]}" container)
  run_print_checks_heading "${1^}${container:+, $container}"
  deploy_show_checks "${DEPLOY_ANSWER[$1]#*\"checks\":[}"
  [[ ${DEPLOY_CODE[$1]} == 0 || $RUN_FAILURES != "$failures" ]] ||
    check_fail "$1: $(deploy_state "$1"), its script ended with ${DEPLOY_CODE[$1]}"
}

# deploy_show_checks ENTRIES: the rest of a JSON array of {"status":…,"message":…}, as run_print_results_json writes it.
deploy_show_checks() {
  local rest=$1 pattern='^,?\{"status":"(pass|warn|fail)","message":"(([^"\]|\\.)*)"\}(.*)$' text
  while [[ $rest =~ $pattern ]]; do
    rest=${BASH_REMATCH[4]}
    printf -v text '%b' "${BASH_REMATCH[2]//\\\"/\"}"
    "check_${BASH_REMATCH[1]}" "$text"
  done
}

# deploy_worst: the highest of the exit codes.
deploy_worst() { printf '%s\n' "${DEPLOY_CODE[@]}" | sort -n | tail -n 1; }

# deploy_failed: those that did not answer with 0, for people.
deploy_failed() {
  local service text=''
  for service in "${DEPLOY_SERVICES[@]}"; do
    [[ ${DEPLOY_CODE[$service]} == 0 ]] || text+=${text:+, }$service
  done
  printf '%s' "$text"
}

# deploy_print_json ACTION: one document with the answers of all three.
deploy_print_json() {
  local service separator='' code
  local -a words=(ok failed unreachable error)
  code=$(deploy_worst)
  printf '{'
  run_json_pairs action "$1" result "${words[code > 3 ? 3 : code]}"
  printf ',"exitCode":%d,"services":{' "$code"
  for service in "${DEPLOY_SERVICES[@]}"; do
    printf '%s"%s":%s' "$separator" "$service" "${DEPLOY_ANSWER[$service]:-null}"
    separator=,
  done
  printf '}'
  [[ $1 != status ]] || deploy_settings_json
  printf '}\n'
}
