# shellcheck shell=bash
# Whether the addresses that a service needs answer, asked from the networks that its container will be on.

# run_probe_addresses [FLAG KIND URL]…: a line "FLAG<TAB>URL<TAB>ok or what is wrong" for each. KIND is json (200 and JSON),
# json-rpc (JSON-RPC 2.0) or relay (Nostr: NIP-11, or a WebSocket). Prints nothing when the image cannot ask.
run_probe_addresses() {
  local network lines='' answer
  while IFS= read -r network; do
    answer=$(run_probe_from "$network" "$@")
    lines+=${lines:+$'\n'}$answer
    grep -qv $'\tok$' <<<"$answer" || break
  done < <(run_probe_networks)
  awk -F '\t' 'NF == 3 { key = $1 FS $2; if (!(key in told)) order[++n] = key; 
      if (told[key] == "" || told[key] ~ /^no answer/ || $3 == "ok") told[key] = $3 }
    END { for (i = 1; i <= n; i++) print order[i] FS told[order[i]] }' <<<"$lines"
}

# run_probe_networks: those that are there already; before a first start the engine's own.
run_probe_networks() {
  local network found=''
  for network in ${APP_NET:+"$APP_NET"} ${SSL_DOMAIN:+"${HAPROXY_NET:-haproxy-net}"}; do
    run_ask network inspect --format '{{.Id}}' "$network" >/dev/null 2>&1 || continue
    found=true
    printf '%s\n' "$network"
  done
  [[ -n $found ]] || printf 'bridge\n'
}

# run_probe_from NETWORK [FLAG KIND URL]…
run_probe_from() {
  # shellcheck disable=SC2034 # run_in_image reads it
  local -a RUN_IN_IMAGE_FLAGS=(--network "$1")
  run_in_image bash -c "$RUN_PROBE" address-probe "${@:2}" </dev/null 2>/dev/null || true
}

# A WebSocket's opening (RFC 6455) keeps curl until its time is over. 401 and 403 are answers of one that wants its key.
# shellcheck disable=SC2016 # expands in the container
RUN_PROBE='
ask() { curl --silent --max-time 10 --max-filesize 4000000 --write-out "\n%{http_code} %{errormsg}" "$@" 2>/dev/null; }
split() { body=${1%$'\''\n'\''*} status=${1##*$'\''\n'\''} result="answers ${status%% *}, but $2"; [[ $status != 000* ]] || result="no answer: ${status#* }"; }
while (($# > 2)); do
  case $2 in
    json)
      split "$(ask "$3")" "no JSON"
      [[ $status != 200* ]] || ! jq -e . <<<"$body" >/dev/null 2>&1 || result=ok
      ;;
    json-rpc)
      call="{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"get_block_height\",\"params\":{}}"
      split "$(ask --header "Content-Type: application/json" --data "$call" "$3")" "no JSON-RPC"
      [[ ! $status =~ ^40[13] && $body != *\"jsonrpc\"* ]] || result=ok
      ;;
    relay)
      url=http${3#ws}
      split "$(ask --header "Accept: application/nostr+json" "$url")" "is no relay"
      if [[ $body == *\"supported_nips\"* ]]; then
        result=ok
      elif [[ $status != 000* ]]; then
        upgrade=$(ask --http1.1 --max-time 3 --output /dev/null --header "Connection: Upgrade" --header "Upgrade: websocket" \
          --header "Sec-WebSocket-Version: 13" --header "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" "$url")
        [[ ${upgrade##*$'\''\n'\''} != 101* ]] || result=ok
      fi
      ;;
  esac
  printf "%s\t%s\t%s\n" "$1" "$3" "${result//$'\''\t'\''/ }"
  shift 3
done'
