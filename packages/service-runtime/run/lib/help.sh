# shellcheck shell=bash
# The text of --help.

run_print_help() {
  if [[ -n $RUN_HELP_WORD ]]; then
    run_print_help_word "$RUN_HELP_WORD"
    return 0
  fi
  printf 'Usage: %s --domain NAME --ssl-email ADDRESS [options]\n' "${0##*/}"
  printf '       %s --no-ssl [options]\n' "${0##*/}"
  printf '       … with --dry-run: show what would be started, and change nothing\n'
  printf '       %s --check | --status | --logs | --stop\n' "${0##*/}"
  printf '       %s COMMAND [options]\n\n' "${0##*/}"
  run_print_help_options
  [[ -z ${RUN_VALUE_FLAGS[--image]:-} ]] || run_print_help_container
  run_print_help_actions
  run_print_help_verbs
  run_print_help_examples
  printf '\nExit codes: 0 all checks passed, 1 a check failed, 2 unreachable, 3 wrong usage.\n'
  if declare -F app_help >/dev/null; then
    printf '\n'
    app_help
  fi
}

run_print_help_examples() {
  cat <<HELP

Examples:
  ${0##*/} --domain ${STACK_NAME:-service}.dev.example.org --ssl-email ops@example.org --check
  ${0##*/} --domain ${STACK_NAME:-service}.dev.example.org --ssl-email ops@example.org
  ${0##*/} --status
  ${0##*/} start              # after --stop, or to try again: as at the last start
HELP
}

run_print_help_options() {
  cat <<HELP
TLS:
  --domain NAME                the service's domain; its A record points to this host
  --domain-aliases A,B         further names
  --ssl-email ADDRESS          for the account at the certificate authority
  --ssl-no-email               an account without an address: nobody is told that a certificate ends
  --ssl-staging                certificates of the authority's staging environment
  --ssl-test-mode              a self-signed certificate
  --ssl-required true|false    whether to start without a certificate (default $SSL_REQUIRED)
  --ssl-https-port PORT        HTTPS inside the container (default $SSL_HTTPS_PORT)
  --app-http-port PORT         HTTP of the application behind port 80 of the container
  --no-ssl                     no TLS: the service answers on 127.0.0.1 of this host only
  --local-port PORT            the port there (0: any free one)

HAProxy:
  --haproxy-host NAME          default $HAPROXY_HOST
  --haproxy-net NETWORK        default $HAPROXY_NET
  --haproxy-api-key-file FILE  key of the registration API
  --haproxy-api-key KEY        the same, but every user of this host can read it in the list of processes
  --extra-ports JSON           [{"listen":9000,"target":9000,"mode":"tcp"}]
  --no-haproxy                 publish the ports 80 and $SSL_HTTPS_PORT of this host instead
HELP
}

run_print_help_container() {
  cat <<HELP

Container:
  --container-name NAME        default $CONTAINER_NAME
  --image REFERENCE            default $IMAGE_NAME
  --recreate                   replace the container also when nothing has changed
HELP
}

run_print_help_actions() {
  cat <<'HELP'

Images:
  --verify                     start only what the release workflow of its owner has signed; takes cosign or stackctl on
                               this host. Kept for later commands; VERIFY_KEY_FILE, VERIFY_IDENTITY and VERIFY_ISSUER
                               name another signer
  --no-verify                  without that, whatever the last start was told

Instead of starting:
  --check                      what would stand in the way; changes nothing
  --status                     whether the service works
  --logs                       the last 100 lines of its log, and what follows on a terminal
  --stop                       stop it; its volumes stay
  --dry-run                    with the flags of a start: show what would be started
  --json                       with --check, --status and --dry-run
  --help, -h
HELP
}
