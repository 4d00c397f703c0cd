# shellcheck shell=bash
# What a start was told, so that later commands need no flags: its arguments and its environment, in a file that only its user
# can read, once its checks have passed. A secret's value is never kept.
#
# $STATE_DIR/starts/NAME is of the container that runs, NAME.previous of the image before it, and NAME.next of one that has
# passed while the old container is still there. A line each: "name value", with \n and \\ in the value.

# Settings of the library that may come by the environment. Those of the service begin with its name.
RUN_KEPT_SETTINGS=(
  SSL_DOMAIN SSL_DOMAIN_ALIASES SSL_ADMIN_EMAIL SSL_NO_EMAIL SSL_REQUIRED SSL_STAGING SSL_TEST_MODE SSL_HTTPS_PORT
  SSL_CERT_RENEW_DAYS SSL_SKIP_VERIFY SSL_CHECK_PORT SSL_CA_DOMAIN SSL_CA_FILE APP_HTTP_PORT EXTRA_PORTS APP_NET
  HAPROXY_HOST HAPROXY_API_PORT HAPROXY_NET HAPROXY_TAKEOVER HAPROXY_API_KEY_FILE USE_HAPROXY HOST_ADDRESSES
  DATA_VOLUME DATA_TARGET DATA_CLASS DATA_ENGINE LETSENCRYPT_VOLUME SERVICE_PORT LOCAL_PORT SERVICE_USER SERVICE_MEMORY
  SERVICE_PIDS SERVICE_CPUS HEALTH_TIMEOUT HEALTH_PORT REGISTRATION_TIMEOUT STOP_TIMEOUT ENGINE_TIMEOUT PULL_TIMEOUT
  HTTPS_CHECK_PATH HTTPS_CHECK_ADDRESS ACME_SETTINGS SECRETS_DIR STACK_NETWORK STACK_NAME IMAGE_REGISTRY
  DISK_FREE_FAIL_MIB DISK_FREE_WARN_MIB VERIFY_KEY_FILE VERIFY_IDENTITY VERIFY_ISSUER VERIFY_TRUSTED_ROOT_FILE
)
RUN_GIVEN_ENVIRONMENT=()
RUN_GIVEN_ARGUMENTS=()
RUN_WITHHELD=()
# The command under way, for the settings that it keeps.
RUN_OPERATION=start

run_kept_file() { printf '%s/starts/%s' "$STATE_DIR" "$CONTAINER_NAME"; }

# run_kept FILE NAME: the values of that name, one a line as they are written; nothing without the file.
run_kept() {
  local line
  [[ -r $1 ]] || return 0
  while IFS= read -r line || [[ -n $line ]]; do
    [[ $line != "$2 "* ]] || printf '%s\n' "${line#"$2 "}"
  done <"$1"
}

# run_encode TEXT: in one line. `printf %b` has it back.
run_encode() {
  local text=${1//\\/\\\\}
  printf '%s' "${text//$'\n'/\\n}"
}

# run_encode_lines NAME TEXT…: a line each.
run_encode_lines() {
  local text
  for text in "${@:2}"; do
    printf '%s ' "$1"
    run_encode "$text"
    printf '\n'
  done
}

# run_note_environment: sets RUN_GIVEN_ENVIRONMENT (NAME=VALUE) and RUN_WITHHELD (names) to the settings that came by the
# environment. Before the command line is read, which changes variables.
run_note_environment() {
  local name own=${SERVICE_NAME//-/_}_
  RUN_GIVEN_ENVIRONMENT=() RUN_WITHHELD=()
  while IFS= read -r name; do
    [[ " ${RUN_KEPT_SETTINGS[*]} " == *" $name "* || ($own != _ && $name == "${own^^}"*) ]] || continue
    if run_may_be_secret "$name" "${!name:-}"; then
      RUN_WITHHELD+=("$name")
    else
      RUN_GIVEN_ENVIRONMENT+=("$name=$(run_whole_path "$name" "${!name:-}")")
    fi
  done < <(compgen -e)
}

# run_may_be_secret VARIABLE VALUE: by its name.
run_may_be_secret() {
  [[ $1 =~ (KEY|SECRET|TOKEN|PASSWORD|PASS|MNEMONIC|PHRASE|SEED)$ && $1 != *PUBKEY && ! $2 =~ ^(true|false|)$ ]]
}

# run_takes_secret FLAG: by its name.
run_takes_secret() { [[ $1 =~ ^--(.*-)?(key|secret|token|password|mnemonic|phrase)$ ]]; }

# run_whole_path NAME VALUE: the value; of a flag or variable that names a file as a path that holds in any folder.
run_whole_path() {
  [[ ! $1 =~ (-file|_FILE|^ACME_SETTINGS)$ || -z $2 || $2 == /* ]] || printf '%s/' "$PWD"
  printf '%s' "$2"
}

# run_note_arguments FLAG [VALUE…]: one flag of the command line, for RUN_GIVEN_ARGUMENTS. Not those of a single command, nor
# the image and the key, which have places of their own.
run_note_arguments() {
  case $1 in
    --image | --json | --recreate | --haproxy-api-key) return 0 ;;
  esac
  [[ ${RUN_SWITCHES[$1]:-} != RUN_ACTION=* ]] || return 0
  if [[ -n ${RUN_FLAG_WORDS[$1]:-} ]]; then
    RUN_WORD_FLAGS+=("$1")
    return 0
  fi
  if (($# > 1)) && run_takes_secret "$1"; then
    RUN_WITHHELD+=("$1")
    return 0
  fi
  RUN_GIVEN_ARGUMENTS+=("$1")
  (($# < 2)) || RUN_GIVEN_ARGUMENTS+=("$(run_whole_path "$1" "$2")" "${@:3}")
}

# run_keep_start: the settings of the container that has just passed, as NAME.next. A start does not fail for it.
run_keep_start() {
  local file text format="{{.Id}} {{.Image}} {{index .Config.Labels \"$RUN_DATA_LABEL\"}}"
  file=$(run_kept_file)
  text=$(run_ask container inspect --format "$format" "$CONTAINER_NAME") || text=''
  (
    umask 077
    mkdir -p -- "${file%/*}" && run_start_lines "$text" >"$file.next.new" && run_to_disk "$file.next.new" &&
      mv -f -- "$file.next.new" "$file.next"
  ) ||
    run_warn "the settings of this start could not be kept in $file: upgrade and rollback will need its flags"
}

# run_to_disk FILE: so that a power cut leaves it whole, where the host can do that.
run_to_disk() { ! command -v sync >/dev/null || sync -- "$1" 2>/dev/null || true; }

# run_start_lines "ID IMAGE_ID DATA_VERSION"
run_start_lines() {
  local id image version
  read -r id image version <<<"$1"
  printf '%s\n' "operation $RUN_OPERATION" "run $RUN_RUN" "container $id" "image $IMAGE_NAME" "image-id $image" \
    "data-version ${version:-1}"
  [[ -z $RUN_IMAGE_GIVEN$RUN_UPGRADE_TO$RUN_IMAGE_CHOSEN && $RUN_OPERATION != rollback ]] || printf 'image-chosen true\n'
  [[ $RUN_MODE != haproxy || -z $HAPROXY_API_KEY_FILE || " ${RUN_GIVEN_ARGUMENTS[*]} " == *" --haproxy-api-key-file "* ]] ||
    RUN_GIVEN_ARGUMENTS+=(--haproxy-api-key-file "$HAPROXY_API_KEY_FILE")
  run_encode_lines argument "${RUN_GIVEN_ARGUMENTS[@]}"
  run_encode_lines environment "${RUN_GIVEN_ENVIRONMENT[@]}"
  ((${#RUN_WITHHELD[@]} == 0)) || printf 'withheld %s\n' "${RUN_WITHHELD[@]}"
}

# run_settle_kept: NAME.next counts once its container is proven: nothing is called NAME-previous any more. A rollback leaves
# nothing to go back to; another image makes its predecessor the one to go back to.
run_settle_kept() {
  local file id
  file=$(run_kept_file)
  [[ -e $file.next ]] || return 0
  id=$(run_id_of "$CONTAINER_NAME")
  [[ -n $id ]] || return 0
  if [[ $(run_kept "$file.next" container) != "$id" || -n $(run_id_of "$(run_previous_name)") ]]; then
    rm -f -- "$file.next"
    return 0
  fi
  if [[ $(run_kept "$file.next" operation) == rollback ]]; then
    rm -f -- "$file.previous"
  elif [[ -e $file && $(run_kept "$file" image-id) != "$(run_kept "$file.next" image-id)" ]]; then
    mv -f -- "$file" "$file.previous"
  fi
  mv -f -- "$file.next" "$file"
}
