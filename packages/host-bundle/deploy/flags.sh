# shellcheck shell=bash
# The command line: few flags are its own, and those that concern all three services are passed on.

DEPLOY_SUFFIX='' DEPLOY_RELAY_DOMAIN='' DEPLOY_AGGREGATOR_DOMAIN='' DEPLOY_FAUCET_DOMAIN=''
# Service → domain; empty without the flags for it.
declare -A DEPLOY_DOMAIN=()
# What each run script gets.
DEPLOY_PASSED=()

# Settings that the flags above decide for all three, whatever the last start of a service was told; those of one service stay.
DEPLOY_DECIDES="SSL_ADMIN_EMAIL SSL_NO_EMAIL SSL_STAGING SSL_TEST_MODE RUN_NO_SSL USE_HAPROXY HAPROXY_HOST HAPROXY_NET HAPROXY_API_KEY_FILE"
# Images that are missing are fetched by a start; empty with --no-pull.
IMAGES_TO_COME=true

# The tables of the run library, for this command line.
RUN_VALUE_FLAGS=([--domain-suffix]=DEPLOY_SUFFIX [--relay-domain]=DEPLOY_RELAY_DOMAIN
  [--aggregator-domain]=DEPLOY_AGGREGATOR_DOMAIN [--faucet-domain]=DEPLOY_FAUCET_DOMAIN)
RUN_SWITCHES=([--no-pull]=IMAGES_TO_COME= [--check]=RUN_ACTION=check [--status]=RUN_ACTION=status [--stop]=RUN_ACTION=stop
  [--dry-run]=RUN_ACTION=dry-run [--json]=RUN_JSON=true [--help]=RUN_ACTION=help [-h]=RUN_ACTION=help)

# app_parse_args ARGUMENTS…: run_parse hands over what is in neither table; returns how many arguments it took.
app_parse_args() {
  case $1 in
    --ssl-email | --haproxy-host | --haproxy-net | --haproxy-api-key-file)
      require_arg "$1" "${2:-}"
      [[ $2 != --* ]] || run_usage "$1 needs a value, and $2 is a flag."
      DEPLOY_PASSED+=("$1" "$2")
      return 2
      ;;
    --ssl-no-email | --ssl-staging | --ssl-test-mode | --verify | --no-verify)
      DEPLOY_PASSED+=("$1")
      return 1
      ;;
    *) deploy_refuse_flag "$1" ;;
  esac
}
app_help() { deploy_help; }

# run_unknown_word WORD: in place of the library's. There are none here; ends the script with 3.
run_unknown_word() {
  local known=${RUN_OTHER_WORDS[$1]:-}
  case $1 in
    pull | upgrade | rollback | backup | restore | uninstall | support-bundle)
      run_usage "Unknown command: $1 is of one service." "$(deploy_script relay) $1, then the same of run-aggregator.sh and run-faucet.sh"
      ;;
    start) known=start ;;
  esac
  [[ $known != start ]] || run_usage "Unknown command: $1" "a start has no word here: ${0##*/} --domain-suffix NAME --ssl-email ADDRESS"
  run_usage "Unknown command: $1" "${known:+did you mean $known?}"
}

# deploy_refuse_flag FLAG: one of a run script that does not fit three services. Returns for others.
deploy_refuse_flag() {
  case $1 in
    --no-haproxy)
      run_usage "--no-haproxy: without HAProxy the ports 80 and 443 of this host can belong to one service only." \
        "start ssl-manager's HAProxy, which tells three domains apart; or run one service alone: $(deploy_script relay) --no-haproxy …"
      ;;
    --no-ssl)
      run_usage "--no-ssl is for one service on 127.0.0.1." \
        "without a domain: $(deploy_script relay) --no-ssl, then $(deploy_script aggregator) --no-ssl, then $(deploy_script faucet) --no-ssl"
      ;;
    --haproxy-api-key)
      run_usage "--haproxy-api-key would show the key in the list of processes." "--haproxy-api-key-file FILE"
      ;;
    --domain | --domain-aliases | --image | --container-name | --local-port | --extra-ports | --ssl-https-port | --logs | \
      --recreate | --generation | --override)
      run_usage "$1 is of one service." "give it to that one's script: ${DEPLOY_ROOT}/…/run-relay.sh, run-aggregator.sh or run-faucet.sh"
      ;;
  esac
}

# deploy_settle_domains: SERVICE.SUFFIX, or what the flag of the service says. They are needed for a start.
deploy_settle_domains() {
  local service variable
  DEPLOY_SUFFIX=${DEPLOY_SUFFIX,,}
  [[ -z $DEPLOY_SUFFIX || $DEPLOY_SUFFIX =~ ^[a-z0-9-]+(\.[a-z0-9-]+)+$ ]] ||
    run_usage "--domain-suffix: $DEPLOY_SUFFIX is not a domain." "--domain-suffix dev.example.org for relay.dev.example.org and so on"
  for service in "${DEPLOY_SERVICES[@]}"; do
    variable=DEPLOY_${service^^}_DOMAIN
    DEPLOY_DOMAIN[$service]=${!variable:-${DEPLOY_SUFFIX:+$service.$DEPLOY_SUFFIX}}
    DEPLOY_DOMAIN[$service]=${DEPLOY_DOMAIN[$service],,}
    [[ -n ${DEPLOY_DOMAIN[$service]} || ! $RUN_ACTION =~ ^(start|dry-run)$ ]] ||
      run_usage "The domain of the $service is missing." "add --domain-suffix NAME, or --$service-domain NAME"
  done
  deploy_require_own_domains
  deploy_require_settings
}

# deploy_require_settings: what each of the three scripts would miss, said once.
deploy_require_settings() {
  local domains
  export IMAGES_TO_COME
  printf -v domains '%s' "${DEPLOY_DOMAIN[@]}"
  [[ -n $domains && $RUN_ACTION =~ ^(start|check|dry-run)$ ]] || return 0
  export FORGOTTEN_SETTINGS=$DEPLOY_DECIDES
  [[ " ${DEPLOY_PASSED[*]} " =~ ' --ssl-'(email|no-email|test-mode)' ' || -n ${SSL_ADMIN_EMAIL:-}${SSL_NO_EMAIL:-}${SSL_TEST_MODE:-} ]] ||
    run_usage "--ssl-email is missing: the certificate authority writes there when a certificate ends." \
      "add --ssl-email ADDRESS, or --ssl-no-email to do without"
}

# deploy_require_own_domains: HAProxy tells the services apart by nothing else.
deploy_require_own_domains() {
  local service
  local -A owner=()
  for service in "${DEPLOY_SERVICES[@]}"; do
    [[ -n ${DEPLOY_DOMAIN[$service]} ]] || continue
    [[ -z ${owner[${DEPLOY_DOMAIN[$service]}]:-} ]] ||
      run_usage "${owner[${DEPLOY_DOMAIN[$service]}]} and $service have one domain: ${DEPLOY_DOMAIN[$service]}" "give each its own"
    owner[${DEPLOY_DOMAIN[$service]}]=$service
  done
}

# deploy_require_environment: variables of one service, which all three would take.
deploy_require_environment() {
  local name
  for name in SSL_DOMAIN SSL_DOMAIN_ALIASES DATA_VOLUME LETSENCRYPT_VOLUME EXTRA_PORTS; do
    [[ -z ${!name:-} ]] || run_usage "$name is set in the environment, and all three services would take it." \
      "unset $name; it is for the script of one service"
  done
  [[ -z ${SSL_MANAGER_RUN_LIB:-} ]] || run_usage "SSL_MANAGER_RUN_LIB: that library has neither --check nor --status." \
    "unset SSL_MANAGER_RUN_LIB"
}
