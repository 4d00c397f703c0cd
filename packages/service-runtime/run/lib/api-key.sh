# shellcheck shell=bash
# The key of the registration API: a file on the host, mounted into the container; never in argv, never in its environment.

RUN_KEY_IN_ARGUMENTS=''
RUN_API_KEY=''

# run_take_api_key: sets RUN_API_KEY and HAPROXY_API_KEY_FILE. A key from the command line or the environment moves to a file.
run_take_api_key() {
  [[ $RUN_MODE == haproxy ]] || return 0
  if [[ -n $HAPROXY_API_KEY ]]; then
    RUN_API_KEY=$HAPROXY_API_KEY
    unset HAPROXY_API_KEY
    run_require_key_form "the key"
    [[ $RUN_ACTION != start ]] || run_move_api_key
  elif [[ -n $HAPROXY_API_KEY_FILE ]]; then
    [[ $HAPROXY_API_KEY_FILE == /* ]] || HAPROXY_API_KEY_FILE=$PWD/$HAPROXY_API_KEY_FILE
    run_inspect_secret haproxy-api-key "$HAPROXY_API_KEY_FILE" "--haproxy-api-key-file FILE or HAPROXY_API_KEY_FILE"
    RUN_API_KEY=$(head -c 4096 -- "$HAPROXY_API_KEY_FILE")
    run_require_key_form "$HAPROXY_API_KEY_FILE"
  fi
}

# One line of visible characters: it goes into an HTTP header.
run_require_key_form() {
  [[ $RUN_API_KEY =~ ^[[:graph:]]+$ && $RUN_API_KEY != *[\"\\]* ]] ||
    run_die 3 API_KEY_INVALID "The key of the registration API has characters that cannot be sent." "$1" "" \
      "spaces, quotes or more than one line" "check the key"
}

run_move_api_key() {
  HAPROXY_API_KEY_FILE=$SECRETS_DIR/$CONTAINER_NAME-haproxy-api-key
  # Written again it would be another file, for which a container is replaced.
  [[ -r $HAPROXY_API_KEY_FILE && $(<"$HAPROXY_API_KEY_FILE") == "$RUN_API_KEY" ]] ||
    run_write_private "$HAPROXY_API_KEY_FILE" <<<"$RUN_API_KEY"
  [[ -z $RUN_KEY_IN_ARGUMENTS ]] || run_warn "--haproxy-api-key shows the key in the list of processes."
  run_note "the key of the registration API is in $HAPROXY_API_KEY_FILE; from now on: --haproxy-api-key-file $HAPROXY_API_KEY_FILE"
}
