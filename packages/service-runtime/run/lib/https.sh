# shellcheck shell=bash
# https://<domain>, the way a client comes: through HAProxy's SNI passthrough, or to the published port.

# run_check_https CONTAINER
run_check_https() {
  local name address port=443 status
  if [[ $RUN_MODE == haproxy ]]; then
    [[ -n $RUN_HAPROXY_ADDRESS ]] || run_find_haproxy || return 0
    address=$RUN_HAPROXY_ADDRESS
  else
    address=127.0.0.1 port=$SSL_HTTPS_PORT
  fi
  for name in $(run_all_domains); do
    status=$(run_https_status "$1" "$name" "$port" "$address")
    if [[ ! $status =~ ^[0-9]{3}$ ]]; then
      check_warn "https://$name: no curl that could ask"
    elif [[ $status == 000 ]]; then
      check_fail "https://$name does not answer through ${RUN_HAPROXY:-port $port}"
    elif ((10#$status >= 500)); then
      check_fail "https://$name answers $status"
    else
      check_pass "https://$name answers ($status)"
    fi
  done
}

# run_https_status CONTAINER DOMAIN PORT ADDRESS: the status; 000 without an answer. From this host, or, where that has no
# way to container addresses, from the container.
run_https_status() {
  local -a arguments=(--silent --output /dev/null --write-out '%{http_code}' --max-time 10 --noproxy '*'
    --resolve "$2:$3:$4" "https://$2:$3$HTTPS_CHECK_PATH")
  if command -v curl >/dev/null && [[ $OSTYPE != darwin* ]]; then
    if [[ -n $SSL_CA_FILE ]]; then
      arguments+=(--cacert "$SSL_CA_FILE")
    elif [[ $SSL_TEST_MODE == true || $SSL_STAGING == true ]]; then
      arguments+=(--insecure)
    fi
    curl "${arguments[@]}" 2>/dev/null || true
  else
    run_limited 20 docker exec "$1" curl --insecure "${arguments[@]}" 2>/dev/null || true
  fi
}
