# shellcheck shell=bash
# What the service says of itself: the JSON of its command `service-status`, if the image has one.

declare -A RUN_REPORT_DAYS=() RUN_REPORT_REGISTRATION=()

# run_read_report CONTAINER: sets RUN_REPORT_HEALTH (healthy, degraded, unhealthy; nothing without the command),
# RUN_REPORT_PHASE, RUN_REPORT_JSON, RUN_REPORT_FAILURES, RUN_REPORT_WARNINGS, RUN_REPORT_DAYS and RUN_REPORT_REGISTRATION.
# jq runs in the container: the host need not have it.
run_read_report() {
  local kind first second third
  RUN_REPORT_HEALTH='' RUN_REPORT_PHASE='' RUN_REPORT_JSON='' RUN_REPORT_FAILURES=() RUN_REPORT_WARNINGS=()
  RUN_REPORT_DAYS=() RUN_REPORT_REGISTRATION=()
  while IFS=$'\t' read -r kind first second third || [[ -n $kind ]]; do
    case $kind in
      health) RUN_REPORT_HEALTH=$first RUN_REPORT_PHASE=$second ;;
      domain)
        RUN_REPORT_DAYS[$first]=$second
        RUN_REPORT_REGISTRATION[$first]=$third
        ;;
      failure) RUN_REPORT_FAILURES+=("$first") ;;
      warning) RUN_REPORT_WARNINGS+=("$first") ;;
      json) RUN_REPORT_JSON=$first ;;
    esac
  done < <(run_limited 20 docker exec "$1" sh -c "$RUN_REPORT_COMMAND" 2>/dev/null | head -c 100000 || true)
}

# Tab separated; "-" for what is absent, as `read` joins tabs.
# shellcheck disable=SC2016 # expands in the container
RUN_REPORT_COMMAND='command -v service-status >/dev/null || exit 0
report=$(service-status 2>/dev/null)
printf "%s\n" "$report" | jq -r '\''
  ["health", .health // "-", .phase // "-"], (.failures[]? | ["failure", .]), (.warnings[]? | ["warning", .]),
  (.domains[]? | ["domain", .domain, .certificate.daysLeft // "-",
    (if .registration == null then "-" elif .registration.state == "registered" then "registered"
     else "\(.registration.state): \(.registration.message)" end)])
  | map(tostring | gsub("[\t\n\\\\]"; " ")) | join("\t")'\''
printf "json\t"
printf "%s\n" "$report" | jq -c .'
