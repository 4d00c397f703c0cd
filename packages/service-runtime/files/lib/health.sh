# shellcheck shell=bash
# Whether the service works: failures (a person has to look now) and warnings (soon).

failures=()
warnings=()

# Folders in memory that may fill up, and then stop renewals or the state: percent used from which it is a warning.
SPACE_PERCENT_MAX=85

# check_health: fills `failures` and `warnings`. A broken HAProxy is a warning: restarting the service would not mend it.
check_health() {
  local phase file domain line probe
  # At most 5 s, while the rest is looked at: all of it has 10 s.
  as_user "$SERVICE_USER" timeout -k 1 5 "$RUNTIME/bin/ready" &
  probe=$!
  phase=$(read_state phase "not started")
  [[ $phase == serving ]] || failures+=("phase: $phase")
  [[ $phase != serving ]] || check_children
  if [[ $(read_state mode) == tls ]]; then
    for domain in "${DOMAINS[@]}"; do
      check_certificate "$domain"
    done
  fi
  check_stopped 1
  check_space "$TEMPORARY" "${STATE%/*}" /var/log /var/lib/letsencrypt
  for file in "$STATE"/problems/*; do
    [[ ! -e $file ]] || warnings+=("${file##*/}: $(<"$file")")
  done
  while IFS= read -r line; do
    warnings+=("$line")
  done < <(service_warnings)
  check_registration
  wait "$probe" || failures+=("the service's own probe fails")
}

check_children() {
  local name
  while IFS= read -r name; do
    is_up "$name" || { [[ $name == acquisition ]] && continue; } || failures+=("$name is not running")
  done < <(list_supervised)
  [[ ! -e $STATE/services/port-80 ]] || port_80_answers || failures+=("port 80 does not answer")
  [[ ! -e $STATE/services/watcher ]] || check_round watcher "$STATE/watch/last-round" $((SERVICE_WATCH_SECONDS * 3 + 60))
  [[ ! -e $STATE/services/heartbeat ]] || check_round heartbeat "$STATE/registration/last-round" 300
}

# A server that hangs still takes connections: only an answer counts.
port_80_answers() {
  curl --disable --noproxy '*' --fail --silent --max-time 2 --max-filesize 65536 --output /dev/null http://127.0.0.1/_ssl/health
}

# check_stopped PID: processes at or below it that a signal holds (state T of proc(5)). They are up and do nothing.
check_stopped() {
  local name
  while IFS= read -r name; do
    failures+=("$name is stopped by a signal")
  done < <(ps -e -o pid= -o ppid= -o stat= -o comm= | awk -v root="$1" '
    { parent[$1] = $2; if ($3 ~ /^[Tt]/) { name[$1] = $4 " (" $1 ")" } }
    END { for (held in name) { for (pid = held; pid > 0 && pid != root;) pid = parent[pid]; if (pid == root) print name[held] } }')
}

# check_space FOLDER…: those that are a tmpfs.
check_space() {
  local folder percent
  for folder in "$@"; do
    percent=$(df --type=tmpfs --output=pcent -- "$folder" 2>/dev/null | tr -dc '0-9') || continue
    ((percent < SPACE_PERCENT_MAX)) || warnings+=("space: $percent % of $folder is used")
  done
}

# check_round NAME FILE SECONDS: a loop that hangs is alive, but its rounds stop.
check_round() {
  local last
  [[ -r $2 ]] || return 0
  last=$(<"$2")
  (($(date +%s) - last < $3)) || warnings+=("$1: no round for $(($(date +%s) - last)) s")
}

port_answers=true
check_certificate() {
  local file left served=""
  file=$(tls_certificate "$1")
  left=$(seconds_left "$file" 2>/dev/null) || { failures+=("$1: no certificate") && return 0; }
  if ((left <= 0)); then
    failures+=("$1: the certificate expired")
  elif ((left < $(lifetime_of "$file") / 3)); then
    warnings+=("$1: the certificate ends in $((left / 3600)) h and was not renewed yet")
  fi
  # One answer for all: they share the port, and there is no time to wait for each.
  [[ $port_answers == false ]] || served=$(served_serial "$1" 3) || port_answers=false
  [[ $served == "$(serial_of "$file")" ]] || failures+=("$1: port $SSL_HTTPS_PORT does not show the certificate")
}

# What was read of each domain, as JSON or null: the state that is told beside the health must be the one that was judged.
declare -gA registrations=()

check_registration() {
  local domain state wanted
  [[ -n $HAPROXY_HOST && -n $SSL_DOMAIN ]] || return 0
  wanted=$(wanted_https_port)
  for domain in "${DOMAINS[@]}"; do
    registrations[$domain]=$(jq -c . "$STATE/registration/$domain.json" 2>/dev/null || true)
    : "${registrations[$domain]:=null}"
    state=$(jq -r --argjson wanted "$wanted" 'if . == null then "not registered yet"
      elif .state != "registered" then "\(.state): \(.message)"
      elif .httpsPort != $wanted then "not yet with HTTPS" else "" end' <<<"${registrations[$domain]}")
    [[ -z $state ]] || warnings+=("registration of $domain: $state")
  done
}
