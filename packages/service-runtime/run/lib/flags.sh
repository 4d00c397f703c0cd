# shellcheck shell=bash
# The command line.

# Flags with a value → the variable that takes it.
declare -A RUN_VALUE_FLAGS=(
  [--domain]=SSL_DOMAIN [--domain-aliases]=SSL_DOMAIN_ALIASES [--ssl-email]=SSL_ADMIN_EMAIL [--ssl-required]=SSL_REQUIRED
  [--ssl-https-port]=SSL_HTTPS_PORT [--app-http-port]=APP_HTTP_PORT [--extra-ports]=EXTRA_PORTS
  [--haproxy-host]=HAPROXY_HOST [--haproxy-net]=HAPROXY_NET [--haproxy-api-key]=HAPROXY_API_KEY
  [--haproxy-api-key-file]=HAPROXY_API_KEY_FILE [--container-name]=CONTAINER_NAME [--image]=IMAGE_NAME
  [--local-port]=LOCAL_PORT
)
# Flags without one → the assignment that they make.
declare -A RUN_SWITCHES=(
  [--ssl-staging]=SSL_STAGING=true [--ssl-test-mode]=SSL_TEST_MODE=true [--ssl-no-email]=SSL_NO_EMAIL=true
  [--recreate]=RUN_RECREATE=true [--no-ssl]=RUN_NO_SSL=true [--no-haproxy]=USE_HAPROXY=false [--json]=RUN_JSON=true
  [--check]=RUN_ACTION=check [--status]=RUN_ACTION=status [--logs]=RUN_ACTION=logs [--stop]=RUN_ACTION=stop
  [--dry-run]=RUN_ACTION=dry-run [--help]=RUN_ACTION=help [-h]=RUN_ACTION=help
)
RUN_CONSUMED=0
RUN_DOMAIN_GIVEN=''
RUN_NO_SSL_GIVEN=''
RUN_IMAGE_GIVEN=''
# Set when this command line, not the last start's, has a setting.
RUN_SETTING_GIVEN=''
# The command line behind the word and its operand.
RUN_WORD_ARGUMENTS=()

# require_arg FLAG VALUE: for hooks as well.
require_arg() { [[ -n ${2:-} ]] || run_usage "$1 needs a value."; }

# run_parse ARGUMENTS…: what is not ours goes to the hook app_parse_args. The flags of the last start, where the command goes
# on with them, come first.
run_parse() {
  local action=''
  run_describe_command "$@"
  run_parse_verb "$@"
  [[ $RUN_ACTION != help ]] || return 0
  shift "$RUN_CONSUMED"
  RUN_WORD_ARGUMENTS=("$@")
  set -- "${RUN_RECALLED_ARGUMENTS[@]}" "$@"
  [[ $RUN_ACTION == start ]] || action=$RUN_ACTION
  while (($# > 0)); do
    run_parse_flag "$@"
    run_note_arguments "${@:1:RUN_CONSUMED}"
    shift "$RUN_CONSUMED"
    if [[ $RUN_ACTION == help ]]; then
      return 0
    elif [[ -n $action && $RUN_ACTION != "$action" ]]; then
      run_usage "$(run_action_name "$action") and $(run_action_name "$RUN_ACTION") do not go together."
    fi
    [[ $RUN_ACTION == start ]] || action=$RUN_ACTION
  done
  ((${#RUN_GIVEN_ARGUMENTS[@]} == ${#RUN_RECALLED_ARGUMENTS[@]})) || RUN_SETTING_GIVEN=true
  run_require_flag_words
  [[ -z $RUN_DOMAIN_GIVEN || -z $RUN_NO_SSL_GIVEN ]] || run_usage "--domain and --no-ssl do not go together." \
    "--domain NAME for TLS, or --no-ssl for plain HTTP on 127.0.0.1"
  [[ -z $RUN_JSON || $RUN_ACTION =~ ^(check|status|dry-run)$ ]] || run_usage "--json goes with --check, --status or --dry-run."
}

# run_action_name ACTION: as it is written on the command line.
run_action_name() {
  [[ -n ${RUN_VERBS[$1]:-} ]] || printf -- --
  printf '%s' "$1"
}

run_parse_flag() {
  local flag=$1
  if [[ -n ${RUN_VALUE_FLAGS[$flag]:-} ]]; then
    require_arg "$flag" "${2:-}"
    [[ $2 != --* ]] || run_usage "$flag needs a value, and $2 is a flag."
    printf -v "${RUN_VALUE_FLAGS[$flag]}" '%s' "$2"
    RUN_CONSUMED=2
  elif [[ -n ${RUN_SWITCHES[$flag]:-} ]]; then
    printf -v "${RUN_SWITCHES[$flag]%%=*}" '%s' "${RUN_SWITCHES[$flag]#*=}"
    RUN_CONSUMED=1
  else
    run_parse_app_flag "$@"
  fi
  run_after_flag "$flag"
}

run_parse_app_flag() {
  RUN_CONSUMED=0
  if declare -F app_parse_args >/dev/null; then
    app_parse_args "$@" || RUN_CONSUMED=$?
  fi
  ((RUN_CONSUMED > 0)) || run_unknown_flag "$1"
  ((RUN_CONSUMED <= $#)) || run_usage "$1 needs a value."
}

# Flags that change more than one variable. They win over the environment.
run_after_flag() {
  case $1 in
    --domain) RUN_NO_SSL='' RUN_DOMAIN_GIVEN=true ;;
    --no-ssl) SSL_DOMAIN='' RUN_NO_SSL_GIVEN=true ;;
    --no-haproxy) HAPROXY_HOST='' ;;
    --haproxy-host) USE_HAPROXY=true ;;
    --image) RUN_IMAGE_GIVEN=true ;;
    --haproxy-api-key) RUN_KEY_IN_ARGUMENTS=true ;;
  esac
}
