# shellcheck shell=bash
# Forms of what becomes an argument of docker or a line of the container's environment: nothing in a value may end its
# argument, its line or its field, and so add another one.

RUN_NAME_FORM='^[A-Za-z0-9][A-Za-z0-9_.-]*$'
RUN_NUMBER_FORM='^[0-9]{1,7}$'

# run_validate_container: of all settings, whatever they are used for; before anything is asked of the engine.
run_validate_container() {
  run_require_visible
  run_require_engine_names
  run_require_numbers
  run_require_limits
  run_require_mount_paths
}

# EXTRA_PORTS may be JSON over several lines, and has a form of its own.
run_require_visible() {
  local name
  for name in CONTAINER_NAME IMAGE_NAME APP_TITLE SSL_DOMAIN SSL_DOMAIN_ALIASES SSL_ADMIN_EMAIL SSL_NO_EMAIL SSL_REQUIRED \
    SSL_STAGING SSL_TEST_MODE SSL_SKIP_VERIFY SSL_CA_FILE SSL_CA_DOMAIN HTTPS_CHECK_PATH HTTPS_CHECK_ADDRESS HOST_ADDRESSES \
    HAPROXY_HOST HAPROXY_NET HAPROXY_TAKEOVER; do
    run_require_text "$name" "${!name:-}"
  done
}

run_require_engine_names() {
  local name
  for name in DATA_VOLUME LETSENCRYPT_VOLUME APP_NET HAPROXY_NET PROJECT_NAME SERVICE_NAME STACK_NAME DATA_CLASS DATA_ENGINE; do
    run_require_form "$name" "${!name:-}" "$RUN_NAME_FORM" "a name of letters, digits, _ . and -"
  done
}

run_require_numbers() {
  local name
  for name in STOP_TIMEOUT ENGINE_TIMEOUT PULL_TIMEOUT SSL_CERT_RENEW_DAYS SERVICE_PORT HEALTH_PORT SERVICE_PIDS DISK_FREE_FAIL_MIB \
    DISK_FREE_WARN_MIB; do
    run_require_form "$name" "${!name:-}" "$RUN_NUMBER_FORM" "a whole number"
  done
  run_require_form SSL_CHECK_PORT "$SSL_CHECK_PORT" '^[0-9]+( [0-9]+)*$' "a port"
  run_require_form HAPROXY_TAKEOVER "$HAPROXY_TAKEOVER" '^(false|dead)$' "false or dead"
}

run_require_limits() {
  local entry
  run_require_form SERVICE_USER "$SERVICE_USER" '^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?$' "a user such as 0:0"
  run_require_form SERVICE_MEMORY "$SERVICE_MEMORY" '^[0-9]+[bkmgBKMG]?$' "a size such as 512m"
  run_require_form SERVICE_CPUS "$SERVICE_CPUS" '^[0-9]*\.?[0-9]+$' "a number of processors"
  for entry in "${SERVICE_CAPABILITIES[@]}"; do
    run_require_form SERVICE_CAPABILITIES "$entry" '^[A-Z_]+$' "a capability"
  done
  for entry in "${SERVICE_TMPFS[@]}"; do
    run_require_form SERVICE_TMPFS "$entry" '^/[A-Za-z0-9_./-]*:[0-9]+[kmg]?(:[0-7]{3,4})?$' "of the form path:size[:mode]"
  done
}

run_require_mount_paths() {
  local name
  for name in DATA_TARGET HAPROXY_API_KEY_FILE ACME_SETTINGS STATE_DIR SECRETS_DIR; do
    run_require_mount_path "$name" "${!name:-}"
  done
}

# run_require_clean_plan: what hooks add, too.
run_require_clean_plan() {
  local entry previous=''
  for entry in "${RUN_ENVIRONMENT[@]}"; do
    run_require_text "the variable ${entry%%=*}" "$entry"
  done
  for entry in "${RUN_CREATE[@]}"; do
    run_require_text "the argument $previous" "$entry"
    [[ $previous != --mount || $entry != *'"'* ]] || run_usage "A path that is mounted has a quotation mark, which docker --mount cannot take."
    previous=$entry
  done
}
