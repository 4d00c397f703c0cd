# shellcheck shell=bash
# Whether HAProxy can take this service.

# Set when HAProxy answers and says no, which waiting does not mend.
RUN_HAPROXY_REFUSES=''

# run_check_haproxy: every part of it as a check. 1 if one failed.
run_check_haproxy() {
  local before=$RUN_FAILURES
  if ! run_ask network inspect --format '{{.Id}}' "$HAPROXY_NET" >/dev/null 2>&1; then
    check_fail "network $HAPROXY_NET is missing: start HAProxy, or docker network create $HAPROXY_NET"
  elif ! run_find_haproxy; then
    check_fail "HAProxy is missing: no running container $HAPROXY_HOST on $HAPROXY_NET (or add --no-haproxy)"
  else
    check_pass "HAProxy runs: $RUN_HAPROXY on $HAPROXY_NET"
    run_check_api
  fi
  ((RUN_FAILURES == before))
}

run_check_api() {
  local why='none is given'
  run_call_api /v1/health
  if [[ $RUN_API_STATUS != 200 ]]; then
    check_fail "registration API on port $HAPROXY_API_PORT of $RUN_HAPROXY: $(run_api_evidence)"
    return 0
  fi
  check_pass "registration API answers: $(run_json_field "$RUN_API_BODY" status)"
  run_call_api "/v1/backends/$SSL_DOMAIN"
  case $RUN_API_STATUS in
    404) check_pass "key accepted; $SSL_DOMAIN is free" ;;
    200) run_check_owner "$(run_json_field "$RUN_API_BODY" container)" ;;
    401)
      RUN_HAPROXY_REFUSES=true
      [[ -z $RUN_API_KEY ]] || why='it is wrong'
      check_fail "registration API refuses the key (401): $why, see --haproxy-api-key-file"
      ;;
    *) check_fail "registration API about $SSL_DOMAIN: $(run_api_evidence)" ;;
  esac
}

# run_check_owner CONTAINER: a live container of another name keeps its domain.
run_check_owner() {
  if [[ $1 == "$CONTAINER_NAME" ]]; then
    check_pass "key accepted; $SSL_DOMAIN is registered for this container"
  elif run_observe "$1" && [[ $RUN_STATE == running ]]; then
    RUN_HAPROXY_REFUSES=true
    check_fail "$SSL_DOMAIN belongs to the running container $1: stop it, or choose another --domain"
  else
    check_warn "$SSL_DOMAIN is still registered for $1, which does not run on this host"
  fi
}

run_api_evidence() {
  if [[ $RUN_API_STATUS == 000 ]]; then
    printf 'no answer'
  else
    printf '%s %s' "$RUN_API_STATUS" "$(run_json_field "$RUN_API_BODY" code)"
  fi
}

# run_check_registration: the domains lead to this container.
run_check_registration() {
  local name
  for name in $(run_all_domains); do
    run_registration_of "$name"
    case $RUN_REGISTRATION in
      registered) check_pass "$name is registered at HAProxy" ;;
      unknown) check_warn "$name: HAProxy cannot be asked from this host" ;;
      *) check_fail "$name is not registered at HAProxy: $RUN_REGISTRATION" ;;
    esac
  done
}

# run_registration_of DOMAIN: sets RUN_REGISTRATION to registered, unknown, or what is wrong.
run_registration_of() {
  local owner port
  RUN_REGISTRATION=unknown
  [[ -n $RUN_HAPROXY ]] || run_find_haproxy || return 0
  run_call_api "/v1/backends/$1"
  owner=$(run_json_field "$RUN_API_BODY" container)
  port=$(run_json_field "$RUN_API_BODY" https_port)
  case $RUN_API_STATUS in
    200)
      if [[ $owner != "$CONTAINER_NAME" ]]; then
        RUN_REGISTRATION="it belongs to $owner"
      elif [[ $port != "$SSL_HTTPS_PORT" ]]; then
        RUN_REGISTRATION="HTTPS goes to ${port:-no port}"
      else
        RUN_REGISTRATION=registered
      fi
      ;;
    404)
      RUN_REGISTRATION="no entry"
      [[ ${RUN_REPORT_REGISTRATION[$1]:-} != refused* ]] || RUN_REGISTRATION=${RUN_REPORT_REGISTRATION[$1]}
      ;;
    # The service may hold a key that this call does not have: what it says itself counts then.
    401) RUN_REGISTRATION=${RUN_REPORT_REGISTRATION[$1]:-unknown} ;;
    *) RUN_REGISTRATION=$(run_api_evidence) ;;
  esac
}

# run_all_domains: the domain and its aliases, one a line.
run_all_domains() {
  [[ -z $SSL_DOMAIN ]] || tr , '\n' <<<"$SSL_DOMAIN${SSL_DOMAIN_ALIASES:+,$SSL_DOMAIN_ALIASES}"
}
