# shellcheck shell=bash
# Whether the service works: failures (a person has to look now) and warnings (soon).

failures=()
warnings=()

# check_health: fills `failures` and `warnings`. A broken HAProxy is a warning: restarting the service would not mend it.
check_health() {
  local phase file domain line
  phase=$(read_state phase "not started")
  [[ $phase == serving ]] || failures+=("phase: $phase")
  [[ $phase != serving ]] || check_children
  if [[ $(read_state mode) == tls ]]; then
    for domain in "${DOMAINS[@]}"; do
      check_certificate "$domain"
    done
  fi
  as_user "$SERVICE_USER" timeout 5 "$RUNTIME/bin/ready" || failures+=("the service's own probe fails")
  for file in "$STATE"/problems/*; do
    [[ ! -e $file ]] || warnings+=("${file##*/}: $(<"$file")")
  done
  while IFS= read -r line; do
    warnings+=("$line")
  done < <(service_warnings)
  check_registration
}

check_children() {
  local name
  while IFS= read -r name; do
    is_up "$name" || { [[ $name == acquisition ]] && continue; } || failures+=("$name is not running")
  done < <(list_supervised)
  [[ ! -e $STATE/services/port-80 ]] || nc -z -w 2 127.0.0.1 80 2>/dev/null || failures+=("port 80 does not answer")
  [[ $(read_state mode) != tls ]] || check_round watcher "$STATE/watch/last-round" $((SERVICE_WATCH_SECONDS * 3 + 60))
  [[ ! -e $STATE/services/heartbeat ]] || check_round heartbeat "$STATE/registration/last-round" 300
}

# check_round NAME FILE SECONDS: a loop that hangs is alive, but its rounds stop.
check_round() {
  local last
  [[ -r $2 ]] || return 0
  last=$(<"$2")
  (($(date +%s) - last < $3)) || warnings+=("$1: no round for $(($(date +%s) - last)) s")
}

check_certificate() {
  local file left
  file=$(tls_certificate "$1")
  left=$(seconds_left "$file" 2>/dev/null) || { failures+=("$1: no certificate") && return 0; }
  if ((left <= 0)); then
    failures+=("$1: the certificate expired")
  elif ((left < $(lifetime_of "$file") / 3)); then
    warnings+=("$1: the certificate ends in $((left / 3600)) h and was not renewed yet")
  fi
  [[ $(served_serial "$1") == "$(serial_of "$file")" ]] || failures+=("$1: port $SSL_HTTPS_PORT does not show the certificate")
}

check_registration() {
  local domain state wanted
  [[ -n $HAPROXY_HOST && -n $SSL_DOMAIN ]] || return 0
  wanted=$(wanted_https_port)
  for domain in "${DOMAINS[@]}"; do
    state=$(jq -r --argjson wanted "$wanted" 'if .state != "registered" then "\(.state): \(.message)"
      elif .httpsPort != $wanted then "not yet with HTTPS" else "" end' \
      "$STATE/registration/$domain.json" 2>/dev/null) || state="not registered yet"
    [[ -z $state ]] || warnings+=("registration of $domain: $state")
  done
}
