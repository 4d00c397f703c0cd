# shellcheck shell=bash
# The settings of the last start: those that --status and the like need, or all of them, for a command of day 2.

# Commands that go on with the settings of the last start; their flags change those.
COMPOSE_GOING_ON=' start pull upgrade rollback uninstall '
# The set that a start or pull goes on with; nothing for a start with flags alone.
COMPOSE_RECALLED=''

# compose_recall_for WORD: before the command line is read. Those that passed their checks count, not those that are on trial.
compose_recall_for() {
  local set
  [[ -n $1 && $COMPOSE_GOING_ON == *" $1 "* ]] || return 0
  set=$(compose_proven_set)
  [[ -r $set/$STACK_NAME.env ]] || return 0
  if [[ $1 =~ ^(start|pull)$ ]]; then
    COMPOSE_RECALLED=$set
    compose_recall_for_start "$set"
  else
    compose_recall_set "$set"
  fi
}

# compose_recall_for_start SET: but for what this command's environment says, and what is not to count (FORGOTTEN_SETTINGS).
compose_recall_for_start() {
  local name
  local -A before=()
  for name in $(compgen -e) $FORGOTTEN_SETTINGS; do
    before[$name]=${!name:-}
  done
  compose_recall_set "$1"
  for name in "${!before[@]}"; do
    [[ ${!name:-} == "${before[$name]}" ]] || printf -v "$name" '%s' "${before[$name]}"
  done
}

# compose_require_kept: there was a start, and this user did it.
compose_require_kept() {
  [[ -r $(compose_proven_set)/$STACK_NAME.env ]] ||
    run_die 3 NEVER_STARTED "There is no start whose settings this could go on with; nothing was changed." "$COMPOSE_STATE" \
      "no settings of $STACK_PROJECT are kept there" "it was never started here, or by another user" "start it with its flags: $(run_self) --help"
}

compose_recall() {
  local name verify=$RUN_VERIFY
  for name in "${COMPOSE_SETTINGS[@]}"; do
    ! run_is_given_signer "$name" || continue
    printf -v "$name" '%s' "$(compose_kept "$name")"
    [[ ${!name} != none ]] || printf -v "$name" ''
  done
  [[ -z $RUN_NO_SSL ]] || SSL_DOMAIN=''
  # This command is told whether to verify, or goes on with it.
  RUN_VERIFY=${verify:-$RUN_VERIFY}
  APP_NET=$(compose_kept STACK_NETWORK)
  [[ -n $COMPOSE_SOURCE$COMPOSE_GENERATION ]] || compose_recall_files
}

# Of a file that has gone with its release, the generation is enough to find the next one's.
compose_recall_files() {
  local source
  source=$(compose_kept COMPOSE_FILE)
  source=${source%%:*}
  compose_recall_overrides "$COMPOSE_STATE"
  [[ ! -r $source ]] || COMPOSE_SOURCE=$source
  COMPOSE_GENERATION=$(compose_kept COMPOSE_GENERATION)
}

# compose_recall_overrides SET: unless others are named; of one that has gone, the copy.
compose_recall_overrides() {
  local -a files
  local index file
  ((${#COMPOSE_OVERRIDES[@]} == 0)) || return 0
  IFS=: read -r -a files <<<"$(compose_value "$1/$STACK_NAME.env" COMPOSE_FILE)"
  for ((index = 2; index < ${#files[@]}; index++)); do
    file=${files[index]}
    [[ $file != "$COMPOSE_STATE/$STACK_NAME.pins.yml" ]] || continue
    [[ -r $file && $file != "$COMPOSE_STATE"/* || ! -r $1/files/$((index - 1)).yml ]] || file=$1/files/$((index - 1)).yml
    COMPOSE_OVERRIDES+=("$file")
  done
}

# compose_recall_set SET: all settings and variables of that start, in place of those of the environment but for who has to have
# signed.
compose_recall_set() {
  local name line value
  for name in "${COMPOSE_SETTINGS[@]}"; do
    run_is_given_signer "$name" || printf -v "$name" ''
  done
  while IFS= read -r line; do
    [[ $line =~ ^([A-Z][A-Z0-9_]*)=\'(.*)\'$ ]] || continue
    name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
    ! run_is_given_signer "$name" || continue
    case $name in
      COMPOSE_FILE | COMPOSE_GENERATION | COMPOSE_DIRECTORY) continue ;;
      STACK_NETWORK) name=APP_NET ;;
    esac
    [[ $value != none ]] || value=''
    printf -v "$name" '%s' "$value"
  done <"$1/$STACK_NAME.env"
  [[ -z $RUN_NO_SSL ]] || SSL_DOMAIN=''
}

# compose_load SET: everything of it as it is there: settings, files and model.
compose_load() {
  local -a files
  local directory
  compose_recall_set "$1"
  COMPOSE_FOLDER=$1
  IFS=: read -r -a files <<<"$(compose_value "$1/$STACK_NAME.env" COMPOSE_FILE)"
  COMPOSE_SOURCE=${files[0]:-} COMPOSE_OVERRIDES=("${files[@]:2}")
  COMPOSE_GENERATION=$(compose_value "$1/$STACK_NAME.env" COMPOSE_GENERATION)
  directory=$(compose_value "$1/$STACK_NAME.env" COMPOSE_DIRECTORY)
  COMPOSE_PLACE=()
  [[ ! -d $directory ]] || COMPOSE_PLACE=(--project-directory "$directory")
  run_settle_mode
  compose_keep_to_itself
  compose_read_model
  CONTAINER_NAME=$(compose_container "$SERVICE_NAME")
}
