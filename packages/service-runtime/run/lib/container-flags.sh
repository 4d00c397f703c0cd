# shellcheck shell=bash
# How a container of ours is run: the one place where the flags of `docker create` come from. The same as the service's
# rendered host file; a test compares them.
#
# The service script says: SERVICE_NAME, STACK_NAME, PROJECT_NAME, SERVICE_USER, SERVICE_MEMORY, SERVICE_PIDS, SERVICE_CPUS,
# SERVICE_CAPABILITIES (more than the base's), SERVICE_TMPFS (path:size[:mode], replaces the base's of that path).

: "${SERVICE_NAME:=}" "${STACK_NAME:=$SERVICE_NAME}" "${PROJECT_NAME:=unicity}" "${SERVICE_USER:=0:0}"
: "${SERVICE_MEMORY:=512m}" "${SERVICE_PIDS:=128}" "${SERVICE_CPUS:=}"
: "${STOP_TIMEOUT:=45}"
# Names as in the rendered host file; a CONTAINER_NAME that happens to be in the environment does not count, the flag does.
# ssl-manager's own library would give all services one volume for certificates, and less time than the first one may take.
if [[ -n $SERVICE_NAME ]]; then
  CONTAINER_NAME=$PROJECT_NAME-$SERVICE_NAME
  : "${APP_NET:=${STACK_NETWORK:-$PROJECT_NAME}}" "${HEALTH_TIMEOUT:=420}"
  [[ -z ${SSL_MANAGER_RUN_LIB:-} ]] || : "${LETSENCRYPT_VOLUME:=$CONTAINER_NAME-letsencrypt}"
fi
declare -p SERVICE_CAPABILITIES >/dev/null 2>&1 || SERVICE_CAPABILITIES=()
declare -p SERVICE_TMPFS >/dev/null 2>&1 || SERVICE_TMPFS=()

# What the ssl-manager base needs: certbot and port 80 start as root, and the service drops it.
RUN_BASE_CAPABILITIES=(CHOWN KILL NET_BIND_SERVICE SETGID SETUID)
RUN_BASE_TMPFS=(/run:4m /tmp:16m /var/lib/letsencrypt:16m:0700 /var/log:16m:0755 /var/www/acme-challenge:1m:0755)

# Well-formed byte sequences (RFC 3629), for the locale C.
RUN_UTF8=$'^([\x01-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}'
RUN_UTF8+=$'|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*$'

# run_identity_flags: who the container is, and what happens when it stops. One flag a line.
run_identity_flags() {
  printf '%s\n' "--hostname $CONTAINER_NAME" "--restart unless-stopped" "--stop-timeout $STOP_TIMEOUT" \
    "--log-driver json-file" "--log-opt max-file=3" "--log-opt max-size=10m"
  [[ -z $SERVICE_NAME ]] || printf -- '--label compose-gen.%s\n' \
    "project=$PROJECT_NAME" "service=$SERVICE_NAME" "stack=${STACK_NAME:-$SERVICE_NAME}"
}

# run_hardening_flags: what it may. Only for services that say what they need: SERVICE_NAME is set.
run_hardening_flags() {
  [[ -n $SERVICE_NAME ]] || return 0
  printf '%s\n' "--user $SERVICE_USER" --read-only "--security-opt no-new-privileges:true" \
    "--memory $SERVICE_MEMORY" "--pids-limit $SERVICE_PIDS" "--cap-drop ALL"
  [[ -z $SERVICE_CPUS ]] || printf -- '--cpus %s\n' "$SERVICE_CPUS"
  printf '%s\n' "${RUN_BASE_CAPABILITIES[@]}" "${SERVICE_CAPABILITIES[@]}" | sort -u | sed 's/^/--cap-add /'
  run_tmpfs_flags
}

run_tmpfs_flags() {
  local entry path size mode
  local -A chosen=()
  for entry in "${RUN_BASE_TMPFS[@]}" "${SERVICE_TMPFS[@]}"; do
    IFS=: read -r path size mode <<<"$entry"
    chosen[$path]="size=$size,mode=${mode:-1777},noexec,nosuid,nodev"
  done
  for path in "${!chosen[@]}"; do
    printf -- '--tmpfs %s:%s\n' "$path" "${chosen[$path]}"
  done | sort
}

# run_container_flags: for app_docker_args. Nothing with this library, which adds them itself; with ssl-manager's own all
# of them. That one mounts DATA_VOLUME at /data, so the service's path comes on top.
run_container_flags() {
  [[ -z ${RUN_LIBRARY:-} ]] || return 0
  run_identity_flags
  run_hardening_flags
  [[ -z ${DATA_VOLUME:-} || ${DATA_TARGET:-/data} == /data ]] ||
    printf -- '--mount type=volume,source=%s,target=%s\n' "$DATA_VOLUME" "$DATA_TARGET"
  run_secret_flags
  [[ -n ${SSL_DOMAIN:-} ]] || return 0
  [[ -z ${SSL_NO_EMAIL:-} ]] || printf -- '-e SSL_NO_EMAIL=%s\n' "$SSL_NO_EMAIL"
  run_acme_flags
}

# run_require_text NAME VALUE: ends with 3 when it would not arrive as it is: control characters, which end a line, or not UTF-8.
run_require_text() {
  local LC_ALL=C
  [[ ! $2 =~ [[:cntrl:]] ]] || run_usage "$1 has control characters, such as a line break."
  [[ $2 =~ $RUN_UTF8 ]] || run_usage "$1 is not UTF-8."
}

# run_require_mount_path NAME PATH: docker --mount takes fields with commas and quotation marks between them.
run_require_mount_path() {
  run_require_text "$1" "$2"
  [[ $2 != *[,\"]* ]] || run_usage "$1 has a comma or a quotation mark, which docker --mount cannot take."
}
