# shellcheck shell=bash
# --status, --check and commands of day 2 without further flags: the settings of the container that exists.

run_adopt_container_settings() {
  local line
  [[ $RUN_ACTION == status || $RUN_ACTION == check || (-n ${RUN_VERBS[$RUN_ACTION]:-} && $RUN_ACTION != start) ]] || return 0
  run_observe "$CONTAINER_NAME" || return 0
  RUN_NO_SSL=true USE_HAPROXY=false
  while IFS= read -r line; do
    case ${line%%=*} in
      SSL_DOMAIN | SSL_DOMAIN_ALIASES | SSL_HTTPS_PORT | SSL_STAGING | SSL_TEST_MODE | SSL_ADMIN_EMAIL | SSL_NO_EMAIL | HAPROXY_HOST)
        printf -v "${line%%=*}" '%s' "${line#*=}"
        ;;
    esac
    [[ $line != SSL_DOMAIN=* ]] || RUN_NO_SSL=''
    [[ $line != HAPROXY_HOST=* ]] || USE_HAPROXY=true
  done < <(run_ask container inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$CONTAINER_NAME" 2>/dev/null || true)
  [[ $USE_HAPROXY == false ]] || run_adopt_haproxy_settings
}

# The network that it shares with HAProxy, and the file with the key.
run_adopt_haproxy_settings() {
  local network
  if ! run_is_on_network "$CONTAINER_NAME" "$HAPROXY_NET"; then
    while IFS= read -r network; do
      [[ -z $network || $network == "$APP_NET" ]] || HAPROXY_NET=$network
    done < <(run_networks_of "$CONTAINER_NAME")
  fi
  [[ -n $HAPROXY_API_KEY$HAPROXY_API_KEY_FILE ]] || HAPROXY_API_KEY_FILE=$(run_ask container inspect --format \
    '{{range .Mounts}}{{if eq .Destination "/run/secrets/haproxy-api-key"}}{{.Source}}{{end}}{{end}}' \
    "$CONTAINER_NAME" 2>/dev/null || true)
}
