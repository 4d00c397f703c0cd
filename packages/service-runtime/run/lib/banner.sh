# shellcheck shell=bash
# What is going to run, and where it can be reached once it does.

run_print_banner() {
  printf '\n%s\n%s\n' "$RUN_BOLD$APP_TITLE$RUN_PLAIN" "$RUN_DOUBLE_LINE"
  run_print_pair Container "$CONTAINER_NAME"
  [[ -z $IMAGE_NAME ]] || run_print_pair Image "$IMAGE_NAME"
  case $RUN_MODE in
    local) run_print_pair TLS "none: this host only" ;;
    *) run_print_pair Domain "$SSL_DOMAIN${SSL_DOMAIN_ALIASES:+, $SSL_DOMAIN_ALIASES}" ;;
  esac
  [[ $SSL_TEST_MODE != true || $RUN_MODE == local ]] || run_print_pair Certificate "self-signed, for tests"
  [[ $SSL_STAGING != true || $RUN_MODE == local ]] || run_print_pair Certificate "staging: browsers refuse it"
  [[ $RUN_MODE != haproxy ]] || run_print_pair HAProxy "$HAPROXY_HOST:$HAPROXY_API_PORT on $HAPROXY_NET"
  [[ -z $DATA_VOLUME ]] || run_print_pair Data "$DATA_VOLUME"
  run_print_pair Certificates "$LETSENCRYPT_VOLUME"
  run_hook app_print_config
  printf '\n'
}
run_print_pair() { printf '  %-14s%s\n' "$1:" "$2"; }

run_print_summary() {
  local self
  self=$(run_self)
  printf '\nService %s: %s\n' "${RUN_KEPT:-started}" "$CONTAINER_NAME"
  run_print_addresses
  printf 'Commands:\n'
  printf '  %-10s%s\n' status: "$self --status" logs: "$self --logs" stop: "$self --stop" start: "$self start"
  run_hook app_summary
}

run_print_addresses() {
  local port
  if [[ $RUN_MODE != local ]]; then
    run_all_domains | sed 's|^|Address: https://|'
    return 0
  fi
  while IFS= read -r port; do
    printf 'Address: http://%s\n' "$port"
  done < <(run_ask port "$CONTAINER_NAME" 2>/dev/null | sed 's|.* -> ||' | sort -u || true)
}
