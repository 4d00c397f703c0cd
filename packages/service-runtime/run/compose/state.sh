# shellcheck shell=bash
# What is kept of a start: its settings, for --status, --check, --logs and --stop without flags.

compose_state_file() { printf '%s/%s.env' "$COMPOSE_STATE" "$STACK_NAME"; }

# compose_kept NAME: a setting of the last start; nothing without one.
compose_kept() { [[ ! -r $(compose_state_file) ]] || compose_value "$(compose_state_file)" "$1"; }

# compose_settle: which settings count, and RUN_MODE. A start takes those of its command line and environment, everything
# else those of the last start, unless it is told where to look.
compose_settle() {
  [[ $RUN_ACTION =~ ^(start|dry-run)$ || -n $SSL_DOMAIN$RUN_NO_SSL || ! -r $(compose_state_file) ]] || compose_recall
  run_require_form STACK_PROJECT "$STACK_PROJECT" '^[a-z0-9][a-z0-9_-]*$' "a name of lower case letters, digits, _ and -"
  run_settle_mode
}

# compose_prepare: the files of this action in a folder of its own, and the model. Compose then says what it misses.
compose_prepare() {
  compose_require_overrides
  compose_find_file
  compose_keep_to_itself
  compose_write_files "$RUN_SCRATCH"
  compose_read_model
  compose_settle_names || {
    compose_write_files "$RUN_SCRATCH"
    compose_read_model
  }
  CONTAINER_NAME=$(compose_container "$SERVICE_NAME")
}

# compose_write_files FOLDER: each whole or not at all, for nobody else to read.
compose_write_files() {
  local mask
  COMPOSE_FOLDER=$1
  compose_environment "$1"
  mask=$(umask)
  umask 077
  mkdir -p -- "$1" || compose_not_kept "$1"
  compose_override >"$1/$STACK_NAME.settings.yml.new" || compose_not_kept "$1"
  printf '%s\n' "${COMPOSE_LINES[@]}" >"$1/$STACK_NAME.env.new" || compose_not_kept "$1"
  mv -f -- "$1/$STACK_NAME.settings.yml.new" "$1/$STACK_NAME.settings.yml" || compose_not_kept "$1"
  mv -f -- "$1/$STACK_NAME.env.new" "$1/$STACK_NAME.env" || compose_not_kept "$1"
  umask "$mask"
}

compose_not_kept() {
  run_die 3 STATE_NOT_WRITTEN "The settings of this start cannot be kept; nothing was changed." "$1" "" \
    "the folder is not writable, or the disk is full" "make the folder writable, or set STATE_DIR to another one"
}
