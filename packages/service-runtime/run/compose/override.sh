# shellcheck shell=bash
# What the rendered file has no variable for, as a Compose file on top of it: the settings of the door and, for another
# PROJECT_NAME than the one that the file was rendered for, the names of a second copy on one host.

# Names of the containers by service, and of the volumes by their key in the file; empty when they stay.
declare -A COMPOSE_NEW_NAME=() COMPOSE_NEW_VOLUME=()

# compose_override: the file. Nothing secret is in it.
compose_override() {
  local service
  printf '# Settings of %s. Written at each start.\nservices:\n' "${0##*/}"
  for service in "${COMPOSE_SERVICES[@]:-$SERVICE_NAME}"; do
    [[ -n ${COMPOSE_NEW_NAME[$service]:-} || $service == "$SERVICE_NAME" ]] || continue
    printf '  %s:\n' "$service"
    compose_rename_service "$service"
    [[ $service != "$SERVICE_NAME" ]] || compose_door
  done
  compose_rename_volumes
}

compose_door() {
  compose_door_environment
  compose_door_ports
  compose_door_mounts
}

# compose_door_environment: what the container gets from run-library.sh, and nothing of TLS and HAProxy without them. What
# the image takes anyway is left out, so that the container is the one of the rendered file where no flag says otherwise.
compose_door_environment() {
  local line name
  local -A values=([SSL_DOMAIN]='' [SSL_ADMIN_EMAIL]='' [SSL_STAGING]=false [HAPROXY_HOST]='')
  while IFS= read -r line; do
    [[ $line == *=* && $line != SSL_REQUIRED=true && $line != APP_HTTP_PORT=0 ]] || continue
    values[${line%%=*}]=${line#*=}
  done < <(run_base_environment && compose_acme_lines -e)
  printf '    environment:\n'
  for name in "${!values[@]}"; do
    printf '      %s: %s\n' "$name" "$(compose_yaml "${values[$name]}")"
  done | sort
}

# compose_acme_lines FLAG: the values of that flag among those of the certificate authority.
compose_acme_lines() { run_certbot_flags | sed -n "s/^$1 //p"; }

# compose_door_ports: those that run-library.sh would publish; then HAProxy's network is not needed.
compose_door_ports() {
  local -a flags=()
  local index
  [[ $RUN_MODE != haproxy ]] || return 0
  run_plan_ports flags
  printf '    networks:\n      edge: !reset null\n    ports:\n'
  for ((index = 1; index < ${#flags[@]}; index += 2)); do
    printf '      - %s\n' "$(compose_yaml "${flags[index]}")"
  done
}

# compose_door_mounts: files of the host. The volumes are in the rendered file.
compose_door_mounts() {
  local line source target
  local -a lines
  mapfile -t lines < <({ run_mount_flags && run_certbot_flags; } | sed -n 's/^--mount type=bind,//p')
  ((${#lines[@]} > 0)) || return 0
  printf '    volumes:\n'
  for line in "${lines[@]}"; do
    IFS=, read -r source target _ <<<"$line"
    printf '      - {type: bind, source: %s, target: %s, read_only: true}\n' "$(compose_yaml "${source#source=}")" \
      "$(compose_yaml "${target#target=}")"
  done
}

# compose_settle_names: after the model was read. 1 when names change, so that it has to be read again.
compose_settle_names() {
  local service volume rest
  [[ -n $COMPOSE_PROJECT && $COMPOSE_PROJECT != "$PROJECT_NAME" ]] || return 0
  for service in "${!COMPOSE_NAME[@]}"; do
    rest=${COMPOSE_NAME[$service]#"$COMPOSE_PROJECT"-}
    [[ $rest == "${COMPOSE_NAME[$service]}" ]] || COMPOSE_NEW_NAME[$service]=$PROJECT_NAME-$rest
  done
  for volume in "${COMPOSE_VOLUMES[@]}"; do
    rest=${volume#"$COMPOSE_PROJECT"-}
    [[ $rest == "$volume" ]] || COMPOSE_NEW_VOLUME[$rest]=$PROJECT_NAME-$rest
  done
  return 1
}

compose_rename_service() {
  local name=${COMPOSE_NEW_NAME[$1]:-}
  [[ -z $name ]] ||
    printf '    container_name: %s\n    hostname: %s\n    labels:\n      compose-gen.project: %s\n' "$name" "$name" "$PROJECT_NAME"
}

# A volume's key in the rendered file is its name without the project.
compose_rename_volumes() {
  local key
  ((${#COMPOSE_NEW_VOLUME[@]} > 0)) || return 0
  printf 'volumes:\n'
  while IFS= read -r key; do
    printf '  %s:\n    name: %s\n' "$key" "${COMPOSE_NEW_VOLUME[$key]}"
  done < <(printf '%s\n' "${!COMPOSE_NEW_VOLUME[@]}" | sort)
}
