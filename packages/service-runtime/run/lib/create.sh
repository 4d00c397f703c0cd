# shellcheck shell=bash
# The arguments of `docker create`. Pure: reads settings and hooks.

# run_plan_container NAME ENV_FILE: sets RUN_CREATE (arguments after `docker create`) and RUN_ENVIRONMENT (KEY=VALUE lines).
run_plan_container() {
  local -a lines flags=() networks
  RUN_ENVIRONMENT=()
  mapfile -t networks < <(run_networks)
  RUN_CREATE=(--name "$1")
  ((${#networks[@]} == 0)) || RUN_CREATE+=(--network "${networks[0]}")
  [[ -z $APP_NET || ${networks[0]} != "$APP_NET" || -z $SERVICE_NAME ]] || RUN_CREATE+=(--network-alias "$SERVICE_NAME")
  mapfile -t lines < <(run_identity_flags && run_hardening_flags && run_mount_flags && run_secret_flags && run_gateway_flags &&
    run_certbot_flags)
  run_split_flags flags "${lines[@]}"
  run_plan_environment
  run_plan_ports flags
  run_hook_lines lines app_docker_args
  run_split_flags flags "${lines[@]}"
  run_take_environment "${flags[@]}"
  RUN_CREATE+=("${RUN_REST[@]}" --env-file "$2" "$IMAGE_NAME")
  run_require_clean_plan
}

# Always with a volume for the certificates: the image declares it, and would get an anonymous one each time.
run_mount_flags() {
  printf -- '--mount type=volume,source=%s,target=/etc/letsencrypt\n' "$LETSENCRYPT_VOLUME"
  [[ -z $DATA_VOLUME ]] || printf -- '--mount type=volume,source=%s,target=%s\n' "$DATA_VOLUME" "$DATA_TARGET"
  [[ $RUN_MODE != haproxy || -z $HAPROXY_API_KEY_FILE ]] ||
    printf -- '--mount type=bind,source=%s,target=/run/secrets/haproxy-api-key,readonly\n' "$HAPROXY_API_KEY_FILE"
}

run_certbot_flags() { [[ $RUN_MODE == local ]] || run_acme_flags; }

run_gateway_flags() {
  declare -F app_needs_host_gateway >/dev/null || return 0
  ! app_needs_host_gateway || [[ $OSTYPE == darwin* ]] || printf -- '--add-host host.docker.internal:host-gateway\n'
}

# run_plan_environment: what the base reads, then what the service does.
run_plan_environment() {
  local -a lines
  mapfile -t lines < <(run_base_environment && run_secret_variables)
  RUN_ENVIRONMENT+=("${lines[@]}")
  run_hook_lines lines app_env_args
  local -a flags=()
  run_split_flags flags "${lines[@]}"
  run_take_environment "${flags[@]}"
  RUN_CREATE+=("${RUN_REST[@]}")
}

run_base_environment() {
  local name
  [[ $RUN_MODE != local ]] || return 0
  for name in SSL_DOMAIN SSL_REQUIRED SSL_HTTPS_PORT APP_HTTP_PORT SSL_ADMIN_EMAIL SSL_NO_EMAIL SSL_DOMAIN_ALIASES \
    SSL_STAGING SSL_TEST_MODE SSL_CERT_RENEW_DAYS SSL_SKIP_VERIFY; do
    [[ -z ${!name} ]] || printf '%s=%s\n' "$name" "${!name}"
  done
  [[ $RUN_MODE == haproxy ]] || return 0
  for name in HAPROXY_HOST HAPROXY_API_PORT HAPROXY_TAKEOVER EXTRA_PORTS; do
    [[ -z ${!name} ]] || printf '%s=%s\n' "$name" "${!name}"
  done
  [[ -z $HAPROXY_API_KEY_FILE ]] || printf 'HAPROXY_API_KEY_FILE=/run/secrets/haproxy-api-key\n'
}

# run_take_environment ARGUMENT…: variables go to RUN_ENVIRONMENT and so to a file, the rest to RUN_REST.
run_take_environment() {
  RUN_REST=()
  while (($# > 0)); do
    case $1 in
      -e | --env)
        RUN_ENVIRONMENT+=("${2:-}")
        shift
        ;;
      --env=*) RUN_ENVIRONMENT+=("${1#*=}") ;;
      *) RUN_REST+=("$1") ;;
    esac
    shift
  done
}

# run_plan_ports ARRAY: behind HAProxy none; with TLS and without HAProxy 80 and HTTPS; without TLS loopback only.
run_plan_ports() {
  local -n run_port_arguments=$1
  local -a lines=() publish=()
  [[ $RUN_MODE != haproxy ]] || return 0
  run_hook_lines lines app_port_args
  if [[ $RUN_MODE == direct ]]; then
    lines=("-p 80:80" "-p $SSL_HTTPS_PORT:$SSL_HTTPS_PORT" "${lines[@]}")
    mapfile -t lines < <(printf '%s\n' "${lines[@]}" | awk '!seen[$0]++')
  else
    run_local_ports lines
  fi
  run_split_flags publish "${lines[@]}"
  run_port_arguments+=("${publish[@]}")
}

# run_local_ports ARRAY: SERVICE_PORT, or what app_port_args says, on 127.0.0.1.
run_local_ports() {
  local -n run_lines=$1
  local -a kept=()
  local line
  [[ -z $SERVICE_PORT ]] || run_lines=("-p ${LOCAL_PORT:-$SERVICE_PORT}:$SERVICE_PORT")
  ((${#run_lines[@]} > 0)) || [[ $APP_HTTP_PORT == 0 ]] || run_lines=("-p ${LOCAL_PORT:-$APP_HTTP_PORT}:$APP_HTTP_PORT")
  for line in "${run_lines[@]}"; do
    [[ $line != -p\ * || $line == *:*:* ]] || line="-p 127.0.0.1:${line#-p }"
    kept+=("${line/#-p 127.0.0.1:0:/-p 127.0.0.1::}")
  done
  ((${#kept[@]} > 0)) || run_warn "--no-ssl publishes no port: the service script sets neither SERVICE_PORT nor app_port_args."
  run_lines=("${kept[@]}")
}
