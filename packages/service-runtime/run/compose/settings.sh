# shellcheck shell=bash
# Settings and flags of a stack. STACK_PROJECT is the name of its Compose project, as in the rendered file.

: "${STACK_PROJECT:=$PROJECT_NAME-$STACK_NAME}"
# Volumes, images and container names are those of the file.
LETSENCRYPT_VOLUME='' DATA_VOLUME='' IMAGE_NAME=''
# Lowest version of Compose that reads the files, major * 100 + minor.
COMPOSE_NEEDED=224
# Seconds that `docker compose stop` has: the services stop one after the other, those that need another before it.
COMPOSE_STOP_TIMEOUT=300

# Compose file, files on top of it, and the generation that was asked for; from the command line.
COMPOSE_SOURCE=''
COMPOSE_OVERRIDES=()
COMPOSE_GENERATION=''

# What a start leaves for the next --status, --logs and --stop.
COMPOSE_STATE=$STATE_DIR/$STACK_NAME
# The files that the current action works with: those of the last start, or others that go with the script.
COMPOSE_FOLDER=''

# Settings that are kept beside the variables of the Compose file.
COMPOSE_SETTINGS=(SSL_DOMAIN SSL_DOMAIN_ALIASES SSL_ADMIN_EMAIL SSL_NO_EMAIL SSL_REQUIRED SSL_STAGING SSL_TEST_MODE
  SSL_HTTPS_PORT SSL_CERT_RENEW_DAYS SSL_SKIP_VERIFY APP_HTTP_PORT EXTRA_PORTS HAPROXY_HOST HAPROXY_NET HAPROXY_API_PORT
  HAPROXY_API_KEY_FILE HAPROXY_TAKEOVER USE_HAPROXY RUN_NO_SSL LOCAL_PORT ACME_SETTINGS STACK_PROJECT
  COMPOSE_PROFILES RUN_VERIFY VERIFY_KEY_FILE VERIFY_IDENTITY VERIFY_ISSUER VERIFY_TRUSTED_ROOT_FILE)

compose_only_flags() {
  # Compose itself keeps what has not changed.
  unset 'RUN_VALUE_FLAGS[--container-name]' 'RUN_VALUE_FLAGS[--image]' 'RUN_SWITCHES[--recreate]'
  RUN_VALUE_FLAGS+=([--compose-file]=COMPOSE_SOURCE [--generation]=COMPOSE_GENERATION)
}

# compose_parse_args ARGUMENTS…: for app_parse_args, which returns what this returns.
compose_parse_args() {
  case $1 in
    --override)
      require_arg "$1" "${2:-}"
      COMPOSE_OVERRIDES+=("$2")
      return 2
      ;;
    --image) run_usage "--image: a stack has several." "name them in a file: --override FILE, with services: NAME: image: REFERENCE" ;;
    --container-name) run_usage "--container-name: the names are in the Compose file." "PROJECT_NAME=NAME begins them all with another word" ;;
  esac
  return 0
}

compose_help() {
  cat <<'HELP'
Stack:
  --generation NAME            the SDK line: v1, v2a or v3 (default: that of the running chain, else of this release)
  --compose-file FILE          another rendered file than the one of this release
  --override FILE              a Compose file on top, e.g. for other images; may be given several times
HELP
}
