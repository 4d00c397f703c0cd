# shellcheck shell=bash
# backup FILE of a stack: its state set is only valid together, so that what writes to it is stopped while it is copied. The door
# stays; wallets get 502 meanwhile. Functions of lib/backup*.sh with a stack in the place of a container.

# What was running and is stopped for the backup.
COMPOSE_WRITERS=()

run_backup_look_ahead() {
  compose_require_compose
  compose_prepare
  compose_claim
}

# run_settle_tool_image: the door's, which is of this repository.
run_settle_tool_image() {
  BACKUP_IMAGE=${COMPOSE_IMAGE[$SERVICE_NAME]:-}
  local IMAGE_NAME=$BACKUP_IMAGE
  run_require_image
}

# run_backup_parts: the volumes of the file by their labels; each part is called as the volume is in the file.
run_backup_parts() {
  local volume class engine found=''
  BACKUP_PARTS=() BACKUP_MOUNTS=() BACKUP_SECRETS=()
  for volume in "${COMPOSE_VOLUMES[@]}"; do
    read -r class engine < <(compose_volume_labels "$volume") || continue
    [[ $class != cache && ($class != certs || -n $BACKUP_CERTS) ]] || continue
    run_add_volume "${volume#"$PROJECT_NAME"-}" "$volume" "$class" "$engine"
    [[ " ${COMPOSE_STATE_SET[*]} " != *" $volume "* ]] || found=true
  done
  [[ -n $found ]] || run_die 1 NO_STATE "There is nothing to back up." "volumes of $STACK_PROJECT" "" "it was never started here"
  run_add_host_files
}

# compose_volume_labels VOLUME: class and engine; 1 when there is none.
compose_volume_labels() {
  local text
  text=$(run_ask volume inspect --format \
    '{{index .Labels "compose-gen.volume.class"}} {{index .Labels "compose-gen.volume.engine"}}' "$1" 2>/dev/null) || return 1
  [[ $text =~ ^[a-z-]+\ [a-z-]+$ ]] || text='state files'
  printf '%s\n' "$text"
}

# run_secret_files: "NAME PATH" of the files that the settings name.
run_secret_files() {
  local name path
  while read -r name path; do
    path=${!path:-}
    [[ -z $path || $path == /dev/null || $path == none || ! -e $path ]] || printf '%s %s\n' "$name" "$path"
  done <<'FILES'
haproxy-api-key HAPROXY_API_KEY_FILE
root-keys ROOT_KEYS_FILE
aggregator-keys AGGREGATOR_KEYS_FILE
FILES
}

run_settings_files() { [[ ! -e $(compose_state_file) ]] || printf 'stack.env %s\n' "$(compose_state_file)"; }

run_backup_images() {
  local service image
  compose_look_up_images "${COMPOSE_IMAGE[@]}"
  for service in "${COMPOSE_SERVICES[@]}"; do
    image=${COMPOSE_IMAGE[$service]}
    printf '%s %s %s\n' "$service" "$image" "${COMPOSE_MEANS[$image]%% *}"
  done
}

# run_backup_genesis: what the door says of the chain, while it runs.
run_backup_genesis() {
  local document=''
  ! run_observe "$CONTAINER_NAME" || [[ $RUN_STATE != running ]] ||
    document=$(run_ask_service "$CONTAINER_NAME" /.well-known/unicity-stack.json --fail 2>/dev/null || true)
  printf '%s %s\n' "$COMPOSE_GENERATION" "$(run_json_field "$document" genesisId)"
}

run_backup_is_online() { return 1; }

# run_backup_runs: sets COMPOSE_WRITERS to what runs but for the doors and jobs.
run_backup_runs() {
  local service
  COMPOSE_WRITERS=()
  compose_observe
  for service in "${COMPOSE_SERVICES[@]}"; do
    compose_look "$service"
    [[ ${COMPOSE_IMAGE[$service]} != "${COMPOSE_IMAGE[$SERVICE_NAME]}" && -z ${COMPOSE_JOB[$service]:-} ]] || continue
    [[ ! $RUN_STATE =~ ^(running|restarting|paused)$ ]] || COMPOSE_WRITERS+=("$service")
  done
  ((${#COMPOSE_WRITERS[@]} > 0))
}

run_backup_stop() {
  local ENGINE_TIMEOUT=$COMPOSE_STOP_TIMEOUT
  run_must "The stack cannot be stopped." compose --project-name "$STACK_PROJECT" stop "${COMPOSE_WRITERS[@]}"
}

# run_backup_start: all that belongs to the chain, in its order; jobs look at the state as at each start.
run_backup_start() {
  local service ENGINE_TIMEOUT=$COMPOSE_STOP_TIMEOUT
  local -a services=()
  compose_observe
  for service in "${COMPOSE_SERVICES[@]}"; do
    compose_look "$service"
    [[ $RUN_STATE == absent || -n ${COMPOSE_JOB[$service]:-} ]] || services+=("$service")
  done
  run_change compose --project-name "$STACK_PROJECT" start "${services[@]}"
}
run_await_after_backup() { ! run_backup_runs || compose_wait_ready; }

RUN_VERB_HELP[backup]="the chain, its keys and settings in one encrypted file; stops it for some seconds"
