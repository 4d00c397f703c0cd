# shellcheck shell=bash
# The variables of the Compose files, as an env file that Compose reads.

# compose_environment FOLDER: sets COMPOSE_LINES, the lines of the env file in that folder. `none` stands for what a variable
# has to have and this start has not: the file of the settings beside it takes it away again.
compose_environment() {
  local name value required
  STACK_NETWORK=$APP_NET COMPOSE_LINES=()
  required=" $(compose_required_variables "$COMPOSE_SOURCE" | tr '\n' ' ')"
  compose_add_line COMPOSE_FILE "$(compose_file_list "$1")"
  compose_add_line COMPOSE_GENERATION "$COMPOSE_GENERATION"
  while IFS= read -r name; do
    value=${!name:-}
    [[ -n $value || $required != *" $name "* ]] || value=none
    [[ -z $value ]] || compose_add_line "$name" "$value"
  done < <(compose_variable_names "${COMPOSE_OVERRIDES[@]}")
}

# Compose splits at the colon; later files win. A copy of a set that may go is named where this one has it (kept-set.sh).
compose_file_list() {
  local file index=0
  printf '%s:%s' "$COMPOSE_SOURCE" "$1/$STACK_NAME.settings.yml"
  for file in "${COMPOSE_OVERRIDES[@]}"; do
    index=$((index + 1))
    [[ $1 != "$COMPOSE_STATE" || $file != "$COMPOSE_STATE"* ]] || file=$1/files/$index.yml
    printf ':%s' "$file"
  done
}

# compose_variable_names FILE…: those of the settings, the rendered file and the files named, one a line.
compose_variable_names() {
  { printf '%s\n' "${COMPOSE_SETTINGS[@]}" && compose_file_variables "$COMPOSE_SOURCE" "$@"; } | sort -u
}

# compose_file_variables FILE…: names of the variables that the files ask for, one a line.
compose_file_variables() { sed 's/\$\$//g' "$@" | grep -oE '\$\{[A-Z][A-Z0-9_]*' | tr -d "\${" | sort -u || true; }

# compose_required_variables FILE…: those without which Compose refuses the files.
compose_required_variables() { sed 's/\$\$//g' "$@" | grep -oE '\$\{[A-Z][A-Z0-9_]*:?\?' | tr -d "\${:?" | sort -u || true; }

# compose_keep_to_itself: the env file counts, and nothing of the same name in the environment, which Compose would prefer.
compose_keep_to_itself() {
  local -a names
  mapfile -t names < <(compose_variable_names && compgen -e COMPOSE_)
  export -n "${names[@]}"
}

# compose_add_line NAME VALUE: between single quotes everything is text but a quote and what escapes it.
compose_add_line() {
  run_require_text "$1" "$2"
  [[ $2 != *[\'\\]* ]] || run_usage "$1 has a single quotation mark or a backslash, which an env file of Compose cannot carry."
  COMPOSE_LINES+=("$1='$2'")
}

# compose_value FILE NAME: the value of such a line; nothing without one.
compose_value() { sed -n "s/^$2='\(.*\)'\$/\1/p" "$1" | tail -n 1; }

# compose_yaml TEXT: a YAML string. Compose takes $ for a variable, so it is doubled.
compose_yaml() { run_json_string "${1//\$/\$\$}"; }
