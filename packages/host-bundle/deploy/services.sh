# shellcheck shell=bash
# The three services, in the order in which they need each other, and their run scripts.

DEPLOY_SERVICES=(relay aggregator faucet)
# --check of the faucet takes those for running that are started before it.
export EXPECTED_SIBLINGS="relay aggregator-proxy"

# deploy_script SERVICE: its path.
deploy_script() {
  case $1 in
    relay | faucet) printf '%s/%s-image/run-%s.sh' "$DEPLOY_ROOT" "$1" "$1" ;;
    aggregator) printf '%s/aggregator-stack/run-aggregator.sh' "$DEPLOY_ROOT" ;;
  esac
}

# deploy_plan_command SERVICE ACTION [JSON]: sets DEPLOY_COMMAND. Only what looks ahead or starts needs the domain; the rest
# asks the container that is there. A start by its word keeps what the service was told by its own script.
deploy_plan_command() {
  DEPLOY_COMMAND=("$BASH" "$(deploy_script "$1")")
  case $2 in
    start | check | dry-run) DEPLOY_COMMAND+=(start) ;;
    pull) DEPLOY_COMMAND+=(pull) ;;
  esac
  [[ -z ${3:-} ]] || DEPLOY_COMMAND+=(--json)
  [[ $2 =~ ^(start|pull)$ ]] || DEPLOY_COMMAND+=("--$2")
  [[ ! $2 =~ ^(stop|pull)$ ]] || return 0
  [[ $2 == status || -z ${DEPLOY_DOMAIN[$1]} ]] || DEPLOY_COMMAND+=(--domain "${DEPLOY_DOMAIN[$1]}")
  DEPLOY_COMMAND+=("${DEPLOY_PASSED[@]}")
}

DEPLOY_CHILD=''
DEPLOY_WOKEN=''

# deploy_run SERVICE ACTION: its script to the end; returns its code. It has a process group of its own, so that Ctrl-C
# reaches this script alone, which passes it on: the run script then undoes what is unfinished.
deploy_run() {
  local code
  [[ -z $RUN_INTERRUPTED ]] || return "$RUN_INTERRUPTED"
  deploy_plan_command "$1" "$2"
  set -m
  "${DEPLOY_COMMAND[@]}" </dev/null &
  DEPLOY_CHILD=$!
  set +m
  while true; do
    DEPLOY_WOKEN=''
    wait "$DEPLOY_CHILD" && code=0 || code=$?
    [[ -n $DEPLOY_WOKEN ]] || break
  done
  DEPLOY_CHILD=''
  return "$code"
}

# deploy_interrupt SIGNAL EXIT_CODE: from a trap.
deploy_interrupt() {
  RUN_INTERRUPTED=$2 DEPLOY_WOKEN=true
  if [[ -n $DEPLOY_CHILD ]]; then
    kill -s "$1" "$DEPLOY_CHILD" 2>/dev/null || true
  else
    deploy_end_questions
  fi
}

# deploy_end_questions: those of deploy_ask that nobody waits for any more.
deploy_end_questions() {
  local process
  for process in $(jobs -pr); do
    kill "$process" 2>/dev/null || true
  done
}
