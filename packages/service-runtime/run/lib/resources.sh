# shellcheck shell=bash
# Networks and volumes that a container needs.

# run_networks: those of the container, the primary one first.
run_networks() {
  case $RUN_MODE in
    haproxy) printf '%s\n' "$HAPROXY_NET" ${APP_NET:+"$APP_NET"} ;;
    *) [[ -z $APP_NET ]] || printf '%s\n' "$APP_NET" ;;
  esac | awk '!seen[$0]++'
}

# run_ensure_networks: those that are missing are made.
run_ensure_networks() {
  local network
  while IFS= read -r network; do
    run_ask network inspect --format '{{.Id}}' "$network" >/dev/null 2>&1 ||
      run_change network create "$network" ||
      run_ask network inspect --format '{{.Id}}' "$network" >/dev/null 2>&1 ||
      run_die 1 NETWORK_NOT_MADE "The network $network could not be made." "docker network create" "$(run_errors)"
    run_checkpoint
  done < <(run_networks)
}

# run_ensure_volumes: with the labels by which wipe and backup know what they hold.
run_ensure_volumes() {
  run_ensure_volume "$LETSENCRYPT_VOLUME" certs files
  [[ -z $DATA_VOLUME ]] || run_ensure_volume "$DATA_VOLUME" "$DATA_CLASS" "$DATA_ENGINE"
}
run_ensure_volume() {
  run_ask volume inspect --format '{{.Name}}' "$1" >/dev/null 2>&1 && return 0
  run_must "The volume $1 could not be made." volume create \
    --label "compose-gen.volume.class=$2" --label "compose-gen.volume.engine=$3" "$1"
}
