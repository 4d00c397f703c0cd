# shellcheck shell=bash
# Checks of the settings, before anything is asked of the engine. Wrong usage ends the script with 3.

# run_settle_names: what follows from other settings.
run_settle_names() {
  run_require_container_name
  [[ -n $IMAGE_NAME ]] || run_usage "No image: the service script sets no IMAGE_NAME." "add --image REFERENCE"
  [[ $IMAGE_NAME =~ ^[A-Za-z0-9][A-Za-z0-9._:/@-]*$ ]] || run_usage "--image: $IMAGE_NAME is not an image reference."
  run_settle_mode
}

run_require_container_name() {
  [[ -n $CONTAINER_NAME ]] || run_usage "The service script sets no CONTAINER_NAME."
  # The name is also the host name, which Linux limits to 64 characters, and what HAProxy is told.
  [[ $CONTAINER_NAME =~ ^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$ ]] || run_usage "--container-name: $CONTAINER_NAME is not a container name."
  [[ ${PROJECT_NAME:-unicity} =~ ^[A-Za-z0-9][A-Za-z0-9_.-]*$ ]] || run_usage "PROJECT_NAME: $PROJECT_NAME is not a project name."
}

# run_settle_mode: sets RUN_MODE to local, haproxy or direct.
run_settle_mode() {
  : "${LETSENCRYPT_VOLUME:=$CONTAINER_NAME-letsencrypt}" "${APP_TITLE:=$CONTAINER_NAME}"
  run_validate_container
  [[ -n $SSL_DOMAIN || -n $RUN_NO_SSL ]] || run_adopt_container_settings
  SSL_DOMAIN=$(run_lower "$SSL_DOMAIN")
  [[ $USE_HAPROXY == true && -n $HAPROXY_HOST ]] || USE_HAPROXY=false
  if [[ -z $SSL_DOMAIN ]]; then
    RUN_MODE='local'
  elif [[ $USE_HAPROXY == true ]]; then
    RUN_MODE=haproxy
  else
    RUN_MODE=direct
  fi
}

# run_has_kept: the settings of a last start are known.
run_has_kept() {
  local file
  file=$(run_kept_file)
  [[ -z ${COMPOSE_STATE:-} ]] || file=$(compose_state_file)
  [[ -r $file ]]
}

# run_start_command: what starts the service again, or tells how it is started.
run_start_command() { if run_has_kept; then printf '%s start' "$(run_self)"; else printf '%s --help' "$(run_self)"; fi; }

# run_validate: everything that a start needs.
run_validate() {
  [[ -n $SSL_DOMAIN || -n $RUN_NO_SSL ]] || run_die 3 DOMAIN_MISSING "Neither --domain nor --no-ssl is given." "$0" "" "" \
    "add --domain NAME --ssl-email ADDRESS, or --no-ssl for a service on 127.0.0.1$(run_has_kept && printf '; or, as at the last start: %s' "$(run_start_command)")"
  run_require_number HEALTH_TIMEOUT "$HEALTH_TIMEOUT"
  run_require_number REGISTRATION_TIMEOUT "$REGISTRATION_TIMEOUT"
  run_validate_ports
  [[ $RUN_MODE == local ]] || run_validate_tls
  [[ $RUN_MODE != haproxy ]] || run_validate_haproxy
  run_take_api_key
  run_require_one_signer
  run_hook app_validate
}

run_validate_tls() {
  local setting
  run_require_domain --domain "$SSL_DOMAIN"
  run_settle_aliases
  run_require_boolean --ssl-required "$SSL_REQUIRED"
  for setting in SSL_STAGING SSL_TEST_MODE SSL_NO_EMAIL SSL_SKIP_VERIFY; do
    [[ -z ${!setting} ]] || run_require_boolean "$setting" "${!setting}"
  done
  run_require_acme_settings
  if [[ -n $SSL_ADMIN_EMAIL ]]; then
    [[ $SSL_ADMIN_EMAIL =~ ^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$ ]] ||
      run_usage "--ssl-email: $SSL_ADMIN_EMAIL is not an e-mail address."
  elif [[ $SSL_TEST_MODE != true && $SSL_NO_EMAIL != true ]]; then
    run_usage "--ssl-email is missing: the certificate authority writes there when a certificate ends." \
      "add --ssl-email ADDRESS, or --ssl-no-email to do without"
  fi
}

# run_settle_aliases: trimmed, lower case, each once, without the primary name.
run_settle_aliases() {
  local -a entries
  local entry known=,$SSL_DOMAIN, result=''
  IFS=, read -r -a entries <<<"$SSL_DOMAIN_ALIASES"
  for entry in "${entries[@]}"; do
    read -r entry <<<"$entry"
    entry=$(run_lower "$entry")
    [[ -n $entry && $known != *",$entry,"* ]] || continue
    run_require_domain --domain-aliases "$entry"
    known+=$entry,
    result+=${result:+,}$entry
  done
  SSL_DOMAIN_ALIASES=$result
}

# Ports that HAProxy's API refuses, or that the base image uses itself.
run_validate_ports() {
  validate_port --ssl-https-port "$SSL_HTTPS_PORT"
  validate_port --app-http-port "$APP_HTTP_PORT"
  validate_port HAPROXY_API_PORT "$HAPROXY_API_PORT"
  [[ -z $LOCAL_PORT ]] || validate_port --local-port "$LOCAL_PORT"
  [[ $SSL_HTTPS_PORT != 0 && ! $SSL_HTTPS_PORT =~ ^(80|8000|8404|8443)$ ]] || run_usage "--ssl-https-port cannot be $SSL_HTTPS_PORT."
  [[ ! $APP_HTTP_PORT =~ ^(80|8404|8443)$ ]] || run_usage "--app-http-port cannot be $APP_HTTP_PORT: the container needs that port itself."
}

run_validate_haproxy() {
  [[ $HAPROXY_HOST =~ ^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$ ]] || run_usage "--haproxy-host: $HAPROXY_HOST is not a host name."
  [[ $HAPROXY_NET =~ ^[A-Za-z0-9][A-Za-z0-9_.-]*$ ]] || run_usage "--haproxy-net: $HAPROXY_NET is not a network name."
  run_validate_extra_ports
}
