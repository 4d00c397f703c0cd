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
  while read -r percent folder; do
    [[ $percent =~ ^([0-9]+)%$ ]] || continue
    ((BASH_REMATCH[1] < SPACE_PERCENT_MAX)) || warnings+=("space: ${percent%?} % of $folder is used")
  done < <(df --type=tmpfs --output=pcent,file -- "$@" 2>/dev/null)
}

# check_round NAME FILE SECONDS: a loop that hangs is alive, but its rounds stop.
check_round() {
  local last
  [[ -r $2 ]] || return 0
  last=$(<"$2")
  ((EPOCHSECONDS - last < $3)) || warnings+=("$1: no round for $((EPOCHSECONDS - last)) s")
}

port_answers=true
check_certificate() {
  local left served=""
  read_certificate "$(tls_certificate "$1")" || { failures+=("$1: no certificate") && return 0; }
  left=$((certificate_end - EPOCHSECONDS))
  if ((left <= 0)); then
    failures+=("$1: the certificate expired")
  elif ((left < (certificate_end - certificate_begin) / 3)); then
    warnings+=("$1: the certificate ends in $((left / 3600)) h and was not renewed yet")
  fi
  # One answer for all: they share the port, and there is no time to wait for each.
  [[ $port_answers == false ]] || served=$(served_serial "$1" 3) || port_answers=false
  [[ $served == "$certificate_serial" ]] || failures+=("$1: port $SSL_HTTPS_PORT does not show the certificate")
}

# What was read of each domain, as JSON or null: the state that is told beside the health must be the one that was judged.
declare -gA registrations=()

check_registration() {
  local domain entry state wanted
  [[ -n $HAPROXY_HOST && -n $SSL_DOMAIN ]] || return 0
  wanted=$(wanted_https_port)
  for domain in "${DOMAINS[@]}"; do
    { IFS= read -r entry && IFS= read -r state; } < <(jq -r --argjson wanted "$wanted" 'tojson, if .state != "registered"
      then "\(.state): \(.message)" elif .httpsPort != $wanted then "not yet with HTTPS" else "" end' \
      "$STATE/registration/$domain.json" 2>/dev/null) || entry=null state="not registered yet"
    registrations[$domain]=$entry
    [[ -z $state ]] || warnings+=("registration of $domain: $state")
  done
}
