# shellcheck shell=bash
# Checks of this host: port 80, disk, volumes, and the container that is there now.

# run_check_port_80: that http://<domain> comes to this host. Sure only while the service runs, by a nonce that its port 80
# hands back, as ssl-setup does before it asks for a certificate. Nothing is started.
run_check_port_80() {
  local name nonce status
  command -v curl >/dev/null || {
    check_warn "port 80: not checked, this host has no curl"
    return 0
  }
  for name in $(run_all_domains); do
    nonce=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    if run_leave_nonce POST "$nonce"; then
      if [[ $(run_get_http "http://$name/_ssl/nonce/$nonce" 2>/dev/null) == *"$nonce"* ]]; then
        check_pass "port 80: http://$name reaches this service"
      else
        check_fail "port 80: http://$name does not reach this service"
      fi
      run_leave_nonce DELETE "$nonce" || true
      continue
    fi
    status=$(run_get_http "http://$name/" --output /dev/null --write-out '%{http_code}' || true)
    if [[ $status == 000 || -z $status ]]; then
      check_fail "port 80: nothing answers at http://$name"
    else
      check_warn "port 80: http://$name answers ($status); that it is this host shows when the service runs"
    fi
  done
}
run_get_http() { curl --silent --max-time 10 --max-filesize 100000 "${@:2}" "$1"; }
run_leave_nonce() {
  run_limited 15 docker exec "$CONTAINER_NAME" curl --silent --fail --output /dev/null --max-time 5 --request "$1" \
    "http://127.0.0.1:80/_ssl/nonce/$2" >/dev/null 2>&1
}

# Set by a script that fetches images that are missing before it starts several services.
: "${IMAGES_TO_COME:=}"

run_check_image() {
  local image
  if image=$(run_ask image inspect --format '{{.Os}}/{{.Architecture}}' "$IMAGE_NAME" 2>/dev/null); then
    check_pass "image $IMAGE_NAME is here ($image)"
    run_check_verified run_verify_images "$IMAGE_NAME"
  elif [[ -n $IMAGES_TO_COME ]]; then
    check_warn "image $IMAGE_NAME is not here yet: the start fetches it"
  else
    check_fail "image $IMAGE_NAME is missing: docker pull $IMAGE_NAME${IMAGE_HINT:+, or $IMAGE_HINT}"
  fi
}

run_check_disk() {
  local folder free
  folder=$(run_ask info --format '{{.DockerRootDir}}' 2>/dev/null || true)
  free=$(df -Pk -- "$folder" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }' || true)
  if [[ ! $free =~ ^[0-9]+$ ]]; then
    check_warn "disk: the engine's folder is not on this host, its free space is unknown"
  elif ((free < DISK_FREE_FAIL_MIB)); then
    check_fail "disk: $free MiB free in $folder, at least $DISK_FREE_FAIL_MIB are needed"
  elif ((free < DISK_FREE_WARN_MIB)); then
    check_warn "disk: only $free MiB free in $folder"
  else
    check_pass "disk: $free MiB free in $folder"
  fi
}

# run_check_volumes: that they are there, how large, and that nobody else runs on them.
run_check_volumes() {
  local volume folder size users
  for volume in $DATA_VOLUME "$LETSENCRYPT_VOLUME"; do
    if ! folder=$(run_ask volume inspect --format '{{.Mountpoint}}' "$volume" 2>/dev/null); then
      check_pass "volume $volume will be made"
      continue
    fi
    size=$(run_limited 20 du -sk -- "$folder" 2>/dev/null | awk '{ print int(($1 + 1023) / 1024) " MiB" }' || true)
    users=$(run_users_of_volume "$volume" | grep -vxF -- "$CONTAINER_NAME" | tr '\n' ' ' || true)
    if [[ -n $users ]]; then
      check_fail "volume $volume is in use by ${users% }"
    else
      check_pass "volume $volume: ${size:-size unknown}"
    fi
  done
}

run_check_old_container() {
  if ! run_observe "$CONTAINER_NAME"; then
    check_pass "container $CONTAINER_NAME: none yet"
  elif [[ $RUN_STATE == running && $RUN_HEALTH != unhealthy ]]; then
    check_pass "container $CONTAINER_NAME: running, health $RUN_HEALTH, started again $RUN_RESTARTS time(s); a start replaces it"
  else
    check_warn "container $CONTAINER_NAME: $RUN_STATE, health $RUN_HEALTH, exit code $RUN_EXIT"
  fi
  [[ -z $(run_id_of "$(run_previous_name)") ]] ||
    check_warn "container $(run_previous_name) is left from an interrupted start; the next start settles it"
}
