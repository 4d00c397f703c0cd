# shellcheck shell=bash
# Other services of the project on this host, found by their labels.

# Services that another script is going to start before this one: --check and --dry-run take them for running.
: "${EXPECTED_SIBLINGS:=}"
# How the addresses of those begin.
SIBLINGS_TO_COME=()

# run_find_sibling SERVICE FLAG [SCHEME PORT [PATH]]: the one running container of that service on the network APP_NET.
# Sets SIBLING_CONTAINER and SIBLING_URL (as seen from that network); with none or several the script ends with 3 and the
# flag to add. With --check that is a failed check, and both are empty.
run_find_sibling() {
  local -a found
  SIBLING_CONTAINER='' SIBLING_URL=''
  mapfile -t found < <(run_ask ps --filter "label=compose-gen.project=$PROJECT_NAME" \
    --filter "label=compose-gen.service=$1" --filter status=running --format '{{.Names}}' 2>/dev/null | sort)
  if ((${#found[@]} == 0)) && run_expects_sibling "$1"; then
    run_use_sibling "$PROJECT_NAME-$1" "${@:3}"
    SIBLINGS_TO_COME+=("${3:-http}://$SIBLING_CONTAINER${4:+:$4}")
    [[ $RUN_ACTION != check ]] || check_pass "$1: will be started before as $SIBLING_CONTAINER"
  elif ((${#found[@]} == 0)); then
    run_sibling_problem SIBLING_MISSING "No $1 runs on this host." "" "start it first, or add $2 URL"
  elif ((${#found[@]} > 1)); then
    run_sibling_problem SIBLING_AMBIGUOUS "More than one $1 runs on this host." "${found[*]}" "say which one with $2 URL"
  elif ! run_is_on_network "${found[0]}" "${APP_NET:-}"; then
    run_sibling_problem SIBLING_ELSEWHERE "The $1 of this host is not on the network ${APP_NET:-}." "${found[0]}" \
      "docker network connect ${APP_NET:-} ${found[0]}, or add $2 URL"
  else
    run_use_sibling "${found[0]}" "${@:3}"
  fi
}

# run_use_sibling CONTAINER [SCHEME PORT [PATH]]
run_use_sibling() {
  SIBLING_CONTAINER=$1
  SIBLING_URL=${2:-http}://$1${3:+:$3}${4:-}
}

# run_expects_sibling SERVICE: a start always needs it running.
run_expects_sibling() { [[ ${RUN_ACTION:-start} =~ ^(check|dry-run)$ && " $EXPECTED_SIBLINGS " == *" $1 "* ]]; }

# run_is_to_come URL: of a sibling that is not started yet, and so cannot be asked.
run_is_to_come() {
  local base
  for base in "${SIBLINGS_TO_COME[@]}"; do
    [[ $1 != "$base" && $1 != "$base"/* ]] || return 0
  done
  return 1
}

# run_networks_of CONTAINER: one a line. run_is_on_network CONTAINER NETWORK.
run_networks_of() {
  # shellcheck disable=SC2016 # a template of docker
  run_ask container inspect --format '{{range $name, $_ := .NetworkSettings.Networks}}{{println $name}}{{end}}' "$1" 2>/dev/null
}
run_is_on_network() { run_networks_of "$1" | grep -xF -- "$2" >/dev/null; }

# run_sibling_problem CODE WHAT EVIDENCE NEXT
run_sibling_problem() {
  if [[ ${RUN_ACTION:-start} == check ]]; then
    check_fail "$2 ${4^}"
    return 0
  fi
  run_die 3 "$1" "$2" "containers with the label compose-gen.project=$PROJECT_NAME" "$3" "" "$4"
}
