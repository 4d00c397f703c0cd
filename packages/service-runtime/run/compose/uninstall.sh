# shellcheck shell=bash
# uninstall: containers and networks of the stack go; volumes, settings and secrets stay. Compose knows its own by their
# labels, so that neither files nor settings are needed.

RUN_VERBS[uninstall]=compose_uninstall
RUN_VERB_HELP[uninstall]="removes containers and networks; keeps volumes, settings and secrets"

compose_uninstall() {
  local ENGINE_TIMEOUT=$COMPOSE_STOP_TIMEOUT
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_require_engine
  compose_require_compose
  compose_claim
  run_begin_operation uninstall
  compose_find_parts
  if ((${#RUN_PART_CONTAINERS[@]} + ${#RUN_PART_NETWORKS[@]} == 0)); then
    printf 'Nothing to uninstall: there is no container of %s.\n' "$STACK_PROJECT"
    run_print_kept_commands
    return 0
  fi
  run_print_parts
  run_ask_consent
  run_checkpoint
  run_operation_step "removes containers and networks"
  run_say "Stopping and removing $STACK_PROJECT (at most $ENGINE_TIMEOUT s)..."
  run_must_remove "The stack cannot be removed." compose --project-name "$STACK_PROJECT" down
  run_remove_network
  printf 'Uninstalled: %s\n' "$STACK_PROJECT"
}

# compose_find_parts: what is there of the stack, for run_print_parts.
compose_find_parts() {
  local file
  local -a mounted
  RUN_PART_SECRETS=()
  mapfile -t RUN_PART_CONTAINERS < <(compose_labelled ps --all --format '{{.Names}}')
  mapfile -t RUN_PART_VOLUMES < <(compose_labelled volume ls --format '{{.Name}}')
  mapfile -t RUN_PART_NETWORKS < <(compose_labelled network ls --format '{{.Name}}')
  mapfile -t mounted < <({ run_mounts bind Source && printf '%s\n' "$SECRETS_DIR/$CONTAINER_NAME-haproxy-api-key"; } | sort -u)
  for file in "${mounted[@]}"; do
    [[ ! -f $file ]] || RUN_PART_SECRETS+=("$file")
  done
  for file in "$COMPOSE_STATE" "$COMPOSE_STATE.previous"; do
    [[ ! -d $file ]] || RUN_PART_SECRETS+=("$file")
  done
  run_find_network
}

# compose_labelled ARGUMENTS…: names of what Compose made for this stack, one a line.
compose_labelled() { run_ask "$@" --filter "label=com.docker.compose.project=$STACK_PROJECT" | sort; }

# run_parts_outside: in place of that of a single container.
run_parts_outside() {
  [[ -z $APP_NET || -n $RUN_PART_NETWORK || $APP_NET == "$HAPROXY_NET" ]] || printf 'network %s\n' "$APP_NET"
  [[ $RUN_MODE != haproxy ]] || printf '%s\n' "network $HAPROXY_NET" "HAProxy $HAPROXY_HOST"
  run_images_of "${RUN_PART_CONTAINERS[@]}" | sed 's/^/image /'
}

run_images_of() {
  (($# == 0)) || run_ask container inspect --format '{{.Config.Image}}' "$@" 2>/dev/null | sort -u
}

# run_print_kept_commands: likewise.
run_print_kept_commands() {
  ((${#RUN_PART_VOLUMES[@]} + ${#RUN_PART_SECRETS[@]} > 0)) || return 0
  printf 'To delete what is kept as well; without the volumes the chain is gone for good:\n'
  ((${#RUN_PART_VOLUMES[@]} == 0)) || printf '  docker volume rm%s\n' "$(printf ' %q' "${RUN_PART_VOLUMES[@]}")"
  ((${#RUN_PART_SECRETS[@]} == 0)) || printf '  rm -r --%s\n' "$(printf ' %q' "${RUN_PART_SECRETS[@]}")"
}
