# shellcheck shell=bash
# What would make a start fail, found before the old container is touched.

# run_require_own_container: a container of this name that is something else is not replaced.
run_require_own_container() {
  local answer service image
  answer=$(run_ask container inspect --format '{{index .Config.Labels "compose-gen.service"}}|{{.Config.Image}}' \
    "$CONTAINER_NAME" 2>/dev/null) || return 0
  IFS='|' read -r service image <<<"$answer"
  [[ -n $SERVICE_NAME && $service == "$SERVICE_NAME" ]] || [[ $(run_repository "$image") == "$(run_repository "$IMAGE_NAME")" ]] ||
    run_die 1 NAME_TAKEN "Another container has this name." "container $CONTAINER_NAME" "image $image" "" \
      "docker rename $CONTAINER_NAME OTHER, or --container-name OTHER"
}

# run_repository IMAGE: its last part, without registry, tag and digest; a name given by id stays.
run_repository() {
  local name=${1%@*}
  name=${name##*/}
  printf '%s' "${name%%:*}"
}

# run_require_free_volumes: no other running container writes to them.
run_require_free_volumes() {
  local volume user
  for volume in $DATA_VOLUME $LETSENCRYPT_VOLUME; do
    while IFS= read -r user; do
      [[ $user != "$CONTAINER_NAME" ]] || continue
      run_die 1 VOLUME_IN_USE "Another container runs on a volume of this service." "volume $volume" "used by $user" "" \
        "docker stop $user, or set ${DATA_VOLUME:+DATA_VOLUME and }LETSENCRYPT_VOLUME to volumes of its own"
    done < <(run_users_of_volume "$volume")
  done
}

# run_require_haproxy: for a first certificate HAProxy has to be there; with one on disk a start needs nothing of it.
run_require_haproxy() {
  [[ $RUN_MODE == haproxy ]] || return 0
  run_print_checks_heading "HAProxy"
  run_check_haproxy && return 0
  if run_ask volume inspect --format '{{.Name}}' "$LETSENCRYPT_VOLUME" >/dev/null 2>&1 && [[ -z $RUN_HAPROXY_REFUSES ]]; then
    run_note "going on: a certificate in $LETSENCRYPT_VOLUME is enough to start, and the service registers when it can"
    RUN_RESULTS=() RUN_WARNINGS=0 RUN_FAILURES=0
    return 0
  fi
  run_die 1 HAPROXY_NOT_READY "HAProxy cannot take this service; nothing was changed." "$HAPROXY_HOST on $HAPROXY_NET" "" "" \
    "mend what is marked above, or add --no-haproxy"
}
