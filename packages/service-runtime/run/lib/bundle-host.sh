# shellcheck shell=bash
# What a support bundle says of the host and of the settings on it.

run_bundle_host() {
  local folder
  printf 'made: %s\nscript: %s\nbash: %s\nkernel: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${0##*/}" "$BASH_VERSION" "$(uname -srm)"
  sed -n 's/^PRETTY_NAME=/system: /p' /etc/os-release 2>/dev/null || true
  awk '{ printf "up: %d h\n", $1 / 3600 }' /proc/uptime 2>/dev/null || true
  grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree):' /proc/meminfo 2>/dev/null || true
  printf 'docker client: %s\n' "$(run_ask version --format '{{.Client.Version}}' 2>&1 || true)"
  printf 'docker server: %s\n' "$(run_ask version --format '{{.Server.Version}} {{.Server.Os}}/{{.Server.Arch}}' 2>&1 || true)"
  printf 'compose: %s\n' "$(run_ask compose version --short 2>&1 || true)"
  printf 'engine: %s\n' "$(run_ask info --format 'storage {{.Driver}}, cgroup v{{.CgroupVersion}}, {{.NCPU}} CPUs, {{.MemTotal}} bytes, live restore {{.LiveRestoreEnabled}}' 2>&1 || true)"
  folder=$(run_ask info --format '{{.DockerRootDir}}' 2>/dev/null || true)
  printf '\ndisk of the engine, of the state folder, and of temporary files:\n'
  df -Pk -- "${folder:-/}" "$(run_bundle_parent "$STATE_DIR")" "${TMPDIR:-/tmp}" 2>&1 || true
  df -Pi -- "${folder:-/}" 2>/dev/null || true
}

# run_bundle_parent FOLDER: itself, or the nearest above it that exists.
run_bundle_parent() {
  local folder=$1
  while [[ ! -d $folder && $folder == */* ]]; do folder=${folder%/*}; done
  printf '%s' "${folder:-/}"
}

RUN_BUNDLE_SETTINGS='^(SSL_|HAPROXY_|USE_HAPROXY|APP_|EXTRA_PORTS|LOCAL_PORT|DATA_|LETSENCRYPT_VOLUME|HEALTH_|STACK_|SERVICE_|COMPOSE_|ACME_|[A-Z_]+_FILE$)'

# run_bundle_settings: what this command takes for the settings of the service: the last start's, the container's, or none.
run_bundle_settings() {
  local name
  printf 'mode: %s\ncontainer: %s\nimage: %s\nproject: %s\n\n' "${RUN_MODE:-none}" "$CONTAINER_NAME" "$IMAGE_NAME" "$PROJECT_NAME"
  for name in $(run_bundle_names); do
    [[ -z ${!name:-} || ! $name =~ $RUN_BUNDLE_SETTINGS ]] || run_bundle_show "$name=${!name}"
  done
  run_bundle_kept
}

# run_bundle_kept: what is kept of the last start, and of the one before the last upgrade.
run_bundle_kept() {
  local file kind rest flag
  for file in "$STATE_DIR/starts/$CONTAINER_NAME" "$STATE_DIR/starts/$CONTAINER_NAME".*; do
    [[ -r $file ]] || continue
    printf '\n== %s\n' "$file"
    flag=''
    while read -r kind rest; do
      case $kind in
        environment) printf '%s %s\n' "$kind" "$(run_bundle_show "$rest")" ;;
        argument)
          if [[ $rest == --* ]]; then flag=$rest; else rest=$(run_bundle_show "${RUN_VALUE_FLAGS[${flag:-none}]:-}=$rest"); fi
          printf '%s %s\n' "$kind" "$rest"
          ;;
        operation | run | image | image-chosen | image-id | container | data-version | withheld) printf '%s %s\n' "$kind" "$rest" ;;
        *) printf '<not shown>\n' ;;
      esac
    done <"$file"
  done
}

# run_bundle_operations: the notes that commands leave while they work.
run_bundle_operations() {
  local file
  for file in "$STATE_DIR/operations/$CONTAINER_NAME" "$STATE_DIR/locks/$CONTAINER_NAME"; do
    printf '== %s\n' "$file"
    if [[ -r $file ]]; then cat -- "$file"; else printf 'none\n'; fi
  done
  printf '\nthis process: %s\n\n== backups\n' "$$"
  ls -l -- "$STATE_DIR/backups" 2>/dev/null || printf 'none\n'
}

# run_bundle_volumes: of the containers, with the sizes that this user can see.
run_bundle_volumes() {
  local volume folder size
  while IFS= read -r volume; do
    folder=$(run_ask volume inspect --format '{{.Mountpoint}}' "$volume" 2>/dev/null) || folder=''
    size=''
    [[ -z $folder ]] || size=$(run_limited 20 du -sk -- "$folder" 2>/dev/null | awk '{ print $1 " KiB" }' || true)
    [[ -n $folder ]] || size="there is none"
    printf '%s: %s\n' "$volume" "${size:-size unknown to this user}"
    # shellcheck disable=SC2016 # variables of the format
    [[ -z $folder ]] || run_ask volume inspect --format '{{range $name, $value := .Labels}}{{println $name $value}}{{end}}' "$volume" 2>/dev/null |
      grep -E '^compose-gen\.' | sed 's/^/  /' || true
  done < <(run_bundle_find_volumes | sort -u)
}
run_bundle_find_volumes() {
  local name
  for name in ${DATA_VOLUME:+"$DATA_VOLUME"} ${LETSENCRYPT_VOLUME:+"$LETSENCRYPT_VOLUME"}; do
    printf '%s\n' "$name"
  done
  for name in "${RUN_BUNDLE_CONTAINERS[@]}"; do
    run_ask container inspect --format '{{range .Mounts}}{{if eq .Type "volume"}}{{println .Name}}{{end}}{{end}}' "$name" 2>/dev/null |
      grep -v '^$' || true
  done
}
