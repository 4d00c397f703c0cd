# shellcheck shell=bash
# The list of checks with ticks, their count, and the exit code that follows from it.

printf -v RUN_LINE '─%.0s' {1..40}
printf -v RUN_DOUBLE_LINE '═%.0s' {1..40}
# Entries "pass|warn|fail<TAB>message".
RUN_RESULTS=()
RUN_WARNINGS=0
RUN_FAILURES=0
# Set when the service says of itself that it is degraded; unlike a warning it shows in the exit code of --status.
RUN_DEGRADED=''
# Set when the service cannot be asked at all: exit code 2.
RUN_UNREACHABLE=''

check_pass() { run_result pass "$RUN_GREEN✓$RUN_PLAIN" "$*"; }
check_warn() {
  RUN_WARNINGS=$((RUN_WARNINGS + 1))
  run_result warn "$RUN_YELLOW⚠$RUN_PLAIN" "$*"
}
check_fail() {
  RUN_FAILURES=$((RUN_FAILURES + 1))
  run_result fail "$RUN_RED✗$RUN_PLAIN" "$*"
}
run_result() {
  RUN_RESULTS+=("$1"$'\t'"$3")
  run_say "  $2 $3"
}

run_print_checks_heading() {
  run_say ""
  run_say "${RUN_BOLD}$1${RUN_PLAIN}"
  run_say "$RUN_LINE"
}

# run_print_result: the line below the checks.
run_print_result() {
  run_say "$RUN_LINE"
  if ((RUN_FAILURES > 0)); then
    run_say "${RUN_RED}RESULT: $RUN_FAILURES check(s) failed, $RUN_WARNINGS warning(s)$RUN_PLAIN"
  elif ((RUN_WARNINGS > 0)); then
    run_say "${RUN_YELLOW}RESULT: All critical checks passed, $RUN_WARNINGS warning(s)$RUN_PLAIN"
  else
    run_say "${RUN_GREEN}RESULT: All checks passed$RUN_PLAIN"
  fi
}

# run_verdict: prints 0, 1 or 2.
run_verdict() {
  if [[ -n $RUN_UNREACHABLE ]]; then
    printf '2'
  elif ((RUN_FAILURES > 0)) || [[ -n $RUN_DEGRADED ]]; then
    printf '1'
  else
    printf '0'
  fi
}

# run_finish: the result for people or as JSON, and the end of the script.
run_finish() {
  local code
  code=$(run_verdict)
  run_print_result
  [[ -z $RUN_JSON ]] || run_print_results_json "$code"
  exit "$code"
}

# run_print_results_json EXIT_CODE
run_print_results_json() {
  local -a words=(ok failed unreachable)
  local entry separator=''
  printf '{'
  run_json_pairs action "$RUN_ACTION" container "$CONTAINER_NAME" image "$IMAGE_NAME" domain "$SSL_DOMAIN" mode "$RUN_MODE" \
    result "${words[$1]}"
  printf ',"exitCode":%d,"checks":[' "$1"
  for entry in "${RUN_RESULTS[@]}"; do
    printf '%s{' "$separator"
    run_json_pairs status "${entry%%$'\t'*}" message "${entry#*$'\t'}"
    printf '}'
    separator=,
  done
  printf '],"serviceStatus":%s}\n' "${RUN_REPORT_JSON:-null}"
}
