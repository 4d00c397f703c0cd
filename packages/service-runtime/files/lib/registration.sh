# shellcheck shell=bash
# The entries of this container at HAProxy's registration API. The wanted state is always sent whole: an identical one
# costs no reload, and one that HAProxy lost comes back.

REGISTERED=0
RETRY=1
REFUSED=2

own_container() { hostname; }

# wanted_entry DOMAIN HTTPS_PORT|null: the body of POST. `[]` is never identical to the stored null. Aliases get no
# extra ports: two domains on one TCP port would be told apart by SNI, which plain TCP does not have.
wanted_entry() {
  local extra=null
  [[ $1 != "$SSL_DOMAIN" ]] || extra=$(jq -c 'if . == [] then null else . end' <<<"${EXTRA_PORTS:-null}")
  jq -cn --arg domain "$1" --arg container "$(own_container)" --argjson https "$2" --argjson extra "${extra:-null}" \
    '{domain: $domain, container: $container, http_port: 80, https_port: $https, extra_ports: $extra}'
}

# wanted_https_port: the port once there are certificates, else null.
wanted_https_port() {
  if [[ $(read_state mode) == tls ]]; then
    printf '%s\n' "$SSL_HTTPS_PORT"
  else
    printf 'null\n'
  fi
}

# register_domain DOMAIN HTTPS_PORT|null: REGISTERED, RETRY or REFUSED, also noted for `service-status`.
register_domain() {
  local code=0
  : >"$STATE/registration/in-flight"
  call_api POST /v1/backends "$(wanted_entry "$1" "$2")"
  if [[ $api_status == 409 && $(api_code) == DOMAIN_CONFLICT ]]; then
    take_over "$1" "$2"
  fi
  settle_reload
  rm -f -- "$STATE/registration/in-flight"
  require_entry "$1"
  judge_answer || code=$?
  note_registration "$1" "$2" "$code"
  return "$code"
}

# settle_reload: an entry whose reload failed stays, and is answered as identical from then on, although HAProxy does not
# have it. What was stored is loaded then; API servers without that call are left alone.
settle_reload() {
  local pending=$STATE/registration/reload-failed answer=$api_body
  if [[ $(api_code) == RELOAD_FAILED ]]; then
    : >"$pending"
  elif [[ $api_status == 200 && -e $pending ]]; then
    call_api POST /v1/reload
    [[ $api_status != 200 && $api_status != 404 ]] || { api_status=200 api_body=$answer && rm -f -- "$pending"; }
  elif [[ $api_status == 201 ]]; then
    rm -f -- "$pending"
  fi
}

# require_entry DOMAIN: something else than the API may answer 200 to everything. Such an answer counts as none.
require_entry() {
  [[ $api_status == 20[01] ]] || return 0
  jq -en --arg domain "$1" --arg container "$(own_container)" \
    'input | (.domain | ascii_downcase) == $domain and .container == $container' >/dev/null 2>&1 <<<"$api_body" ||
    api_status=000 api_body='{"code":"NOT_THE_API"}'
}

judge_answer() {
  case $api_status in
    200 | 201) return "$REGISTERED" ;;
    408 | 425 | 429 | 5?? | 000) return "$RETRY" ;;
    *) return "$REFUSED" ;;
  esac
}

# note_registration DOMAIN HTTPS_PORT RESULT: the state file; a change is logged.
note_registration() {
  local -a states=(registered retrying refused)
  local file=$STATE/registration/$1.json before text
  text=$(registration_text "$1")
  before=$(jq -r '.state + .message' "$file" 2>/dev/null) || true
  jq -cn --arg state "${states[$3]}" --argjson https "$2" --arg status "$api_status" --arg code "$(api_code)" \
    --arg message "$text" --arg at "$(date -u +%FT%TZ)" \
    '{state: $state, httpsPort: $https, status: $status, code: $code, message: $message, at: $at}' >"$file.new"
  mv -f -- "$file.new" "$file"
  [[ $before != "${states[$3]}$text" ]] || return 0
  log "registration of $1: ${states[$3]}${text:+: $text}"
}

# registration_text DOMAIN: what a person needs to know about a refusal; nothing when all is well.
registration_text() {
  local code
  code=$(api_code)
  case $api_status:$code in
    200:* | 201:*) ;;
    000:NOT_THE_API) printf '%s:%s answers, but not with the entry: it is not the registration API\n' "$HAPROXY_HOST" "$HAPROXY_API_PORT" ;;
    000:*) printf 'no answer from %s:%s within the time limit\n' "$HAPROXY_HOST" "$HAPROXY_API_PORT" ;;
    409:DOMAIN_CONFLICT) printf '%s\n' "$conflict" ;;
    401:*) printf '401 %s: the API key is missing or wrong (HAPROXY_API_KEY_FILE)\n' "$code" ;;
    *) printf '%s %s: %s\n' "$api_status" "$code" "$(api_text .error 300)" ;;
  esac
}

# unregister_domain DOMAIN: removes the entry if it is this container's. One that was cut off on its way may come late.
unregister_domain() {
  local owner
  call_api GET "/v1/backends/$1" "" 3
  if [[ $api_status == 404 && -e $STATE/registration/in-flight ]]; then
    sleep 1
    call_api GET "/v1/backends/$1" "" 3
  fi
  owner=$(api_field .container)
  [[ $owner == "$(own_container)" ]] || return 0
  call_api DELETE "/v1/backends/$1" "" 8
  rm -f -- "$STATE/registration/$1.json"
  log "registration of $1: removed ($api_status)"
}
