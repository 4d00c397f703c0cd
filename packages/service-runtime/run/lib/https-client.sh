# shellcheck shell=bash
# Asking https://<domain> the way a client does: by its name, through HAProxy's SNI passthrough or to the published port.

# HTTPS_CHECK_ADDRESS is ADDRESS:PORT of HAProxy's 443 for this host, when its container's address has no route.
: "${SSL_CA_FILE:=}" "${HTTPS_CHECK_ADDRESS:=}"

# run_find_https: sets RUN_HTTPS_PORT (in the URL) and RUN_HTTPS_ADDRESS (ADDRESS:PORT to connect to). 1 without HAProxy.
run_find_https() {
  RUN_HTTPS_PORT=443
  if [[ -n $HTTPS_CHECK_ADDRESS ]]; then
    RUN_HTTPS_ADDRESS=$HTTPS_CHECK_ADDRESS
  elif [[ ${USE_HAPROXY:-true} == true ]]; then
    [[ -n $RUN_HAPROXY_ADDRESS ]] || run_find_haproxy || return 1
    RUN_HTTPS_ADDRESS=$RUN_HAPROXY_ADDRESS:443
  else
    RUN_HTTPS_PORT=$SSL_HTTPS_PORT RUN_HTTPS_ADDRESS=127.0.0.1:$SSL_HTTPS_PORT
  fi
}

# run_https CONTAINER DOMAIN PATH [CURL_ARGUMENT…]: what the domain answers, from this host, or, where that has no curl or
# no way to container addresses, from the container. For app_health_check; needs run_find_https before.
run_https() {
  local -a arguments=(--silent --max-time 10 --max-filesize 1000000 --noproxy '*'
    --connect-to "$2:$RUN_HTTPS_PORT:$RUN_HTTPS_ADDRESS" "${@:4}" "https://$2:$RUN_HTTPS_PORT$3")
  local inside='' ca=$SSL_CA_FILE
  if ! command -v curl >/dev/null || [[ $OSTYPE == darwin* && -z $HTTPS_CHECK_ADDRESS ]]; then
    inside=true ca=${SSL_CA_FILE:+/dev/stdin}
  fi
  if [[ -n $ca ]]; then
    arguments+=(--cacert "$ca")
  elif [[ ${SSL_TEST_MODE:-} == true || ${SSL_STAGING:-} == true ]]; then
    arguments+=(--insecure)
  fi
  if [[ -z $inside ]]; then
    curl "${arguments[@]}" 2>/dev/null || true
  else
    run_limited 20 docker exec -i "$1" curl "${arguments[@]}" <"${SSL_CA_FILE:-/dev/null}" 2>/dev/null || true
  fi
}

# run_https_status CONTAINER DOMAIN PATH [CURL_ARGUMENT…]: the status; 000 without an answer, nothing without a curl.
run_https_status() { run_https "$@" --output /dev/null --write-out '%{http_code}'; }

# run_ask_service CONTAINER PATH [CURL_ARGUMENT…]: for app_health_check; what the service answers to a client by https, or,
# without a domain, to one inside its container.
run_ask_service() {
  if [[ -z $SSL_DOMAIN ]]; then
    run_limited 20 docker exec "$1" curl --silent --max-time 10 "${@:3}" "http://127.0.0.1:$SERVICE_PORT$2" 2>/dev/null || true
  elif run_find_https; then
    run_https "$1" "$SSL_DOMAIN" "$2" "${@:3}"
  fi
}
