# shellcheck shell=bash
# HAProxy's container and its registration API, asked from inside that container: the API has no port on the host.

RUN_HAPROXY=''
RUN_HAPROXY_ADDRESS=''

# run_find_haproxy: the running container on HAPROXY_NET that is called, or answers to, HAPROXY_HOST. 1 if there is none.
run_find_haproxy() {
  local -a names
  local name address aliases
  RUN_HAPROXY='' RUN_HAPROXY_ADDRESS=''
  mapfile -t names < <(run_ask ps --filter "network=$HAPROXY_NET" --filter status=running --format '{{.Names}}' 2>/dev/null || true)
  for name in "${names[@]}"; do
    read -r address aliases < <(run_ask container inspect --format \
      "{{with index .NetworkSettings.Networks \"$HAPROXY_NET\"}}{{.IPAddress}} {{range .Aliases}}{{.}} {{end}}{{end}}" \
      "$name" 2>/dev/null) || true
    [[ $name == "$HAPROXY_HOST" || " $aliases " == *" $HAPROXY_HOST "* ]] || continue
    RUN_HAPROXY=$name RUN_HAPROXY_ADDRESS=$address
    return 0
  done
  return 1
}

# run_call_api PATH: GET. Sets RUN_API_STATUS (000 without an answer) and RUN_API_BODY. The key goes in on standard input.
run_call_api() {
  local answer
  answer=$(run_api_request "$1" | run_limited 15 docker exec -i "$RUN_HAPROXY" curl --config - 2>/dev/null) || true
  RUN_API_STATUS=${answer##*$'\n'}
  RUN_API_BODY=${answer%$'\n'*}
  [[ $RUN_API_STATUS =~ ^[0-9]{3}$ ]] || RUN_API_STATUS=000 RUN_API_BODY=''
}

run_api_request() {
  printf 'url = "http://127.0.0.1:%s%s"\nsilent\nmax-time = 10\nmax-filesize = 1000000\n' "$HAPROXY_API_PORT" "$1"
  printf 'write-out = "\\n%%{http_code}"\n'
  [[ -z $RUN_API_KEY ]] || printf 'header = "Authorization: Bearer %s"\n' "$RUN_API_KEY"
}
