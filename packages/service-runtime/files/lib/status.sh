# shellcheck shell=bash
# The JSON of `service-status`, after check_health.

# print_status HEALTH
print_status() {
  jq -n --arg service "$SERVICE_NAME" --arg health "$1" --arg phase "$(read_state phase)" --arg mode "$(read_state mode)" \
    --argjson domains "$(domains_json)" --argjson processes "$(processes_json)" \
    --argjson failures "$(json_list "${failures[@]}")" --argjson warnings "$(json_list "${warnings[@]}")" \
    --arg errors "$(read_state errors)" \
    '{service: $service, health: $health, phase: $phase, mode: $mode, domains: $domains, processes: $processes,
      failures: $failures, warnings: $warnings, errors: $errors}'
}

json_list() { jq -cn '$ARGS.positional' --args -- "$@"; }

domains_json() {
  local domain
  for domain in "${DOMAINS[@]}"; do
    jq -cn --arg domain "$domain" --argjson certificate "$(certificate_json "$domain")" \
      --argjson registration "${registrations[$domain]:-null}" \
      '{domain: $domain, certificate: $certificate, registration: $registration}'
  done | jq -cs .
}

certificate_json() {
  if ! read_certificate "$(tls_certificate "$1")" -issuer -nameopt RFC2253; then
    printf 'null\n'
    return
  fi
  jq -cn --arg serial "$certificate_serial" --arg served "$(served_serial "$1")" --argjson end "$certificate_end" \
    --arg text "$certificate_text" --arg environment "$(certificate_environment "$1")" \
    '{serial: $serial, servedSerial: $served, notAfter: ($end | todate), daysLeft: (($end - now) / 86400 | floor),
      issuer: ($text | capture("(^|\n)issuer=(?<issuer>[^\n]*)").issuer), environment: $environment}'
}

processes_json() {
  local name up pid seconds
  while IFS= read -r name; do
    read -r up pid seconds < <(s6-svstat -o up,pid,updownfor "$STATE/services/$name" 2>/dev/null) || up=false pid=-1 seconds=0
    printf '%s %s %s %s\n' "$name" "$up" "$pid" "$seconds"
  done < <(list_supervised) | jq -cRn '[inputs / " " | {key: .[0],
    value: {up: (.[1] == "true"), pid: (if .[1] == "true" then .[2] | tonumber else null end), seconds: .[3] | tonumber}}] | from_entries'
}
