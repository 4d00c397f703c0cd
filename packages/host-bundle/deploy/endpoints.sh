# shellcheck shell=bash
# Where the services are reached: the table at the end, and what wallets are set to.

# deploy_address SERVICE: what a client connects to; nothing without a domain.
deploy_address() {
  local domain
  domain=$(run_json_field "${DEPLOY_ANSWER[$1]}" domain)
  [[ -n $domain ]] || return 0
  if [[ $1 == relay ]]; then
    printf 'wss://%s' "$domain"
  else
    printf 'https://%s' "$domain"
  fi
}

# deploy_state SERVICE: in a word.
deploy_state() {
  local -a words=(healthy failed unreachable error)
  local code=${DEPLOY_CODE[$1]}
  if [[ $code == 1 && $(run_json_field "${DEPLOY_ANSWER[$1]##*\"serviceStatus\":}" health) == degraded ]]; then
    printf 'degraded'
  else
    printf '%s' "${words[code > 3 ? 3 : code]}"
  fi
}

# deploy_print_table: after deploy_ask status.
deploy_print_table() {
  local service address container days width=9 name_width=9
  for service in "${DEPLOY_SERVICES[@]}"; do
    address=$(deploy_address "$service") container=$(run_json_field "${DEPLOY_ANSWER[$service]}" container)
    ((${#address} <= width)) || width=${#address}
    ((${#container} <= name_width)) || name_width=${#container}
  done
  printf '\n%-12s%-*s%-*s%-14s%s\n' service $((width + 2)) address $((name_width + 2)) container certificate status
  for service in "${DEPLOY_SERVICES[@]}"; do
    address=$(deploy_address "$service") container=$(run_json_field "${DEPLOY_ANSWER[$service]}" container)
    days=$(run_json_field "${DEPLOY_ANSWER[$service]##*\"serviceStatus\":}" daysLeft)
    printf '%-12s%-*s%-*s%-14s%s\n' "$service" $((width + 2)) "${address:--}" $((name_width + 2)) "${container:--}" \
      "${days:+$days days}" "$(deploy_state "$service")"
  done
}

# deploy_settings: NAME=VALUE for wallets, SDKs and tests, one a line; of those services that have a domain. The names are
# those of `stackctl env`.
deploy_settings() {
  local relay aggregator faucet
  relay=$(deploy_address relay) aggregator=$(deploy_address aggregator) faucet=$(deploy_address faucet)
  [[ -z $relay ]] || printf 'SPHERE_NOSTR_RELAYS=%s\n' "$relay"
  [[ -z $aggregator ]] || printf '%s\n' "SPHERE_AGGREGATOR_URL=$aggregator" \
    "SPHERE_TRUSTBASE_URL=$aggregator/.well-known/trust-base.json"
  [[ -z $faucet ]] || printf 'E2E_LOCAL_FAUCET_URL=%s/api/v1/faucet/request\n' "$faucet"
}

deploy_print_settings() {
  local -a lines
  mapfile -t lines < <(deploy_settings)
  ((${#lines[@]} > 0)) || return 0
  printf '\nWallets:\n'
  printf 'export %s\n' "${lines[@]}"
}

# deploy_settings_json: a member of the document of --status.
deploy_settings_json() {
  local line
  local -a pairs=()
  while IFS= read -r line; do
    pairs+=("${line%%=*}" "${line#*=}")
  done < <(deploy_settings)
  printf ',"wallets":{'
  run_json_pairs "${pairs[@]}"
  printf '}'
}
