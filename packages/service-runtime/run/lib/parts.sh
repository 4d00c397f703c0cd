# shellcheck shell=bash
# What belongs to a service on this host, for uninstall: what it deletes, what it keeps, and what is not its own.

RUN_PART_CONTAINERS=()
RUN_PART_VOLUMES=()
RUN_PART_SECRETS=()
# Networks that are nobody else's.
RUN_PART_NETWORKS=()
# The network that goes with the last container; empty when others use it or somebody made it in another way.
RUN_PART_NETWORK=''

# run_find_parts: sets them.
run_find_parts() {
  local name volume
  local -a found=()
  RUN_PART_CONTAINERS=()
  while IFS= read -r name; do
    [[ -z $(run_id_of "$name") ]] || RUN_PART_CONTAINERS+=("$name")
  done < <(printf '%s\n' "$CONTAINER_NAME" "$(run_previous_name)" "$(run_retired_name)" && run_unfinished)
  mapfile -t found < <({ printf '%s\n' "$DATA_VOLUME" "$LETSENCRYPT_VOLUME" && run_mounts volume Name; } | sed '/^$/d' | sort -u)
  RUN_PART_VOLUMES=()
  for volume in "${found[@]}"; do
    ! run_ask volume inspect --format '{{.Name}}' "$volume" >/dev/null 2>&1 || RUN_PART_VOLUMES+=("$volume")
  done
  run_find_secrets
  run_find_network
}

# run_mounts KIND FIELD: of all its containers, one a line.
run_mounts() {
  local name
  for name in "${RUN_PART_CONTAINERS[@]}"; do
    run_ask container inspect --format "{{range .Mounts}}{{if eq .Type \"$1\"}}{{.$2}}{{\"\\n\"}}{{end}}{{end}}" "$name" 2>/dev/null || true
  done
}

# run_find_secrets: files that it mounts, or has in SECRETS_DIR, and the settings that a start has kept.
run_find_secrets() {
  local file entry
  local -a found
  mapfile -t found < <({
    run_mounts bind Source
    for entry in "${SERVICE_SECRETS[@]}"; do
      printf '%s\n' "$SECRETS_DIR/${entry%% *}"
    done
    printf '%s\n' "$SECRETS_DIR/$CONTAINER_NAME-haproxy-api-key" "$(run_kept_file)" "$(run_kept_file).previous"
  } | sed '/^$/d' | sort -u)
  RUN_PART_SECRETS=()
  for file in "${found[@]}"; do
    [[ ! -f $file ]] || RUN_PART_SECRETS+=("$file")
  done
}

# run_find_network: of the form that a start makes, with nobody else on it.
run_find_network() {
  local name
  RUN_PART_NETWORK=''
  [[ -n $APP_NET && $APP_NET != "$HAPROXY_NET" ]] || return 0
  [[ $(run_ask network inspect --format '{{.Driver}} {{len .Labels}} {{len .Options}}' "$APP_NET" 2>/dev/null) == "bridge 0 0" ]] || return 0
  while IFS= read -r name; do
    [[ " ${RUN_PART_CONTAINERS[*]} " == *" $name "* ]] || return 0
  done < <(run_ask ps --all --filter "network=$APP_NET" --format '{{.Names}}')
  RUN_PART_NETWORK=$APP_NET
}

# run_print_parts: three columns.
run_print_parts() {
  local -a deleted kept outside
  local row rows
  deleted=("${RUN_PART_CONTAINERS[@]/#/container }" "${RUN_PART_NETWORKS[@]/#/network }" ${RUN_PART_NETWORK:+"network $RUN_PART_NETWORK"})
  kept=("${RUN_PART_VOLUMES[@]/#/volume }" "${RUN_PART_SECRETS[@]/#/file }")
  mapfile -t outside < <(run_parts_outside)
  rows=$(printf '%s\n' "${#deleted[@]}" "${#kept[@]}" "${#outside[@]}" | sort -n | tail -n 1)
  {
    printf 'deleted\tkept\toutside\n'
    for ((row = 0; row < rows; row++)); do
      printf '%s\t%s\t%s\n' "${deleted[row]:-}" "${kept[row]:-}" "${outside[row]:-}"
    done
  } | awk -F '\t' '{ for (i = 1; i <= 3; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } }
    END { form = "  %-" width[1] "s  %-" width[2] "s  %s\n"
      for (r = 1; r <= NR; r++) printf form, cell[r, 1], cell[r, 2], cell[r, 3] }'
  run_print_kept_commands
}

# run_parts_outside: one a line.
run_parts_outside() {
  [[ -z $APP_NET || -n $RUN_PART_NETWORK || $APP_NET == "$HAPROXY_NET" ]] || printf 'network %s\n' "$APP_NET"
  [[ $RUN_MODE != haproxy ]] || printf '%s\n' "network $HAPROXY_NET" "HAProxy $HAPROXY_HOST"
  printf 'image %s\n' "$IMAGE_NAME"
  # Of all services of this host.
  [[ ! -e $SECRETS_DIR/backup-key ]] || printf 'file %s, which opens backups\n' "$SECRETS_DIR/backup-key"
}

# run_print_kept_commands: what would delete the rest as well.
run_print_kept_commands() {
  ((${#RUN_PART_VOLUMES[@]} + ${#RUN_PART_SECRETS[@]} > 0)) || return 0
  printf 'To delete what is kept as well:\n'
  ((${#RUN_PART_VOLUMES[@]} == 0)) || printf '  docker volume rm%s\n' "$(printf ' %q' "${RUN_PART_VOLUMES[@]}")"
  ((${#RUN_PART_SECRETS[@]} == 0)) || printf '  rm --%s\n' "$(printf ' %q' "${RUN_PART_SECRETS[@]}")"
}
