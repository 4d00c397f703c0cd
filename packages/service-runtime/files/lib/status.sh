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
  local file serial
  file=$(tls_certificate "$1")
  if ! serial=$(serial_of "$file"); then
    printf 'null\n'
    return
  fi
  jq -cn --arg serial "$serial" --arg served "$(served_serial "$1")" --argjson left "$(seconds_left "$file")" \
    --arg issuer "$(openssl x509 -noout -issuer -nameopt RFC2253 -in "$file")" --arg environment "$(certificate_environment "$1")" \
    --argjson end "$(certificate_time enddate "$file")" \
    '{serial: $serial, servedSerial: $served, notAfter: ($end | todate), daysLeft: ($left / 86400 | floor),
      issuer: ($issuer | sub("^issuer="; "")), environment: $environment}'
}

processes_json() {
  local name up pid seconds
  while IFS= read -r name; do
    read -r up pid seconds < <(s6-svstat -o up,pid,updownfor "$STATE/services/$name" 2>/dev/null) || up=false pid=-1 seconds=0
    jq -cn --arg name "$name" --argjson up "$up" --argjson pid "$pid" --argjson seconds "$seconds" \
      '{key: $name, value: {up: $up, pid: (if $up then $pid else null end), seconds: $seconds}}'
  done < <(list_supervised) | jq -cs from_entries
}
