# shellcheck shell=bash
# The rendered Compose file, beside the script in a release, below generated/ in a checkout; and the generation of its
# images: state of one is of no use to another.

# compose_find_file: sets COMPOSE_SOURCE and COMPOSE_GENERATION. Without a flag the generation is that of the chain on this
# host, so that a forgotten one changes nothing. Ends with 3 when there is no file.
compose_find_file() {
  local file wanted
  [[ -n $COMPOSE_GENERATION$COMPOSE_SOURCE ]] || COMPOSE_GENERATION=$(compose_current_generation)
  wanted=$COMPOSE_GENERATION
  run_require_form --generation "$wanted" '^[a-z0-9][a-z0-9-]*$' "a generation such as v1"
  if [[ -z $COMPOSE_SOURCE ]]; then
    while IFS= read -r file; do
      [[ -r $file ]] || continue
      [[ -z $wanted || $(compose_generation_of "$file") == "$wanted" ]] || continue
      COMPOSE_SOURCE=$file
      break
    done < <(compose_candidates "$wanted")
    [[ -n $COMPOSE_SOURCE ]] || compose_no_file "$wanted"
  fi
  compose_require_file --compose-file "$COMPOSE_SOURCE"
  COMPOSE_SOURCE=$(compose_absolute "$COMPOSE_SOURCE")
  COMPOSE_GENERATION=$(compose_generation_of "$COMPOSE_SOURCE")
  [[ -z $wanted || $wanted == "$COMPOSE_GENERATION" ]] ||
    run_usage "--generation $wanted: $COMPOSE_SOURCE is of generation ${COMPOSE_GENERATION:-unknown}." "leave one of the two flags out"
}

# compose_candidates GENERATION: paths, one a line.
compose_candidates() {
  local script
  script=$(cd -- "$(dirname -- "$0")" && pwd)
  printf '%s\n' "$script/$STACK_NAME.yml" ${1:+"$script/$1/$STACK_NAME.yml"} \
    "$script/../../generated/host/$STACK_NAME.yml" ${1:+"$script/../../generated/$1/host/$STACK_NAME.yml"}
}

compose_no_file() {
  run_die 3 COMPOSE_FILE_MISSING "There is no Compose file${1:+ of generation $1}." \
    "$(compose_candidates "$1" | tr '\n' ' ')" "$(compose_say_candidates "$1")" "the script was copied alone, or this release has no such generation" \
    "copy the rendered file beside the script, or name it with --compose-file FILE"
}

# compose_say_candidates GENERATION: of which generation those are that are there.
compose_say_candidates() {
  local file
  while IFS= read -r file; do
    [[ ! -r $file ]] || printf '%s is of generation %s\n' "$file" "$(compose_generation_of "$file")"
  done < <(compose_candidates "$1")
}

# compose_generation_of FILE: what the rendered file says; nothing if it says none.
compose_generation_of() { sed -n 's/^ *STACK_GENERATION: "\{0,1\}\([a-z0-9-]*\).*/\1/p' "$1" | head -n 1; }

compose_require_overrides() {
  local index
  for index in "${!COMPOSE_OVERRIDES[@]}"; do
    compose_require_file --override "${COMPOSE_OVERRIDES[index]}"
    COMPOSE_OVERRIDES[index]=$(compose_absolute "${COMPOSE_OVERRIDES[index]}")
  done
}

# compose_require_file FLAG FILE: readable, and of a name that COMPOSE_FILE can carry.
compose_require_file() {
  [[ -f $2 && -r $2 ]] || run_usage "$1: $2 is not a file that can be read."
  [[ $2 != *[:\'\"\\]* ]] || run_usage "$1: $2 has a colon, a backslash or a quotation mark, with which Compose cannot name it."
}

compose_absolute() { (cd -- "$(dirname -- "$1")" && printf '%s/%s' "$(pwd -P)" "${1##*/}"); }

# compose_current_generation: of the chain on this host: what the door says while it runs, whoever started it, else that of
# the last start.
compose_current_generation() {
  local generation
  generation=$(run_ask container inspect --format '{{if .State.Running}}{{range .Config.Env}}{{println .}}{{end}}{{end}}' \
    "$CONTAINER_NAME" 2>/dev/null | sed -n 's/^STACK_GENERATION=//p' || true)
  [[ -n $generation ]] || generation=$(compose_kept COMPOSE_GENERATION)
  printf '%s' "$generation"
}

# compose_find_mismatch: sets COMPOSE_MISMATCH to the generation of the state on this host and COMPOSE_MISMATCH_VOLUME to a
# volume of it; 1 when there is none, or it is of the file's generation.
compose_find_mismatch() {
  COMPOSE_MISMATCH=$(compose_current_generation)
  [[ -n $COMPOSE_MISMATCH && $COMPOSE_MISMATCH != "$COMPOSE_GENERATION" ]] || return 1
  for COMPOSE_MISMATCH_VOLUME in "${COMPOSE_STATE_SET[@]}"; do
    ! run_ask volume inspect --format '{{.Name}}' "$COMPOSE_MISMATCH_VOLUME" >/dev/null 2>&1 || return 0
  done
  return 1
}

# compose_require_generation: found before anything is stopped or replaced.
compose_require_generation() {
  ! compose_find_mismatch ||
    run_die 3 GENERATION_MISMATCH "The state on this host is of generation $COMPOSE_MISMATCH; nothing was changed." \
      "volume $COMPOSE_MISMATCH_VOLUME" "$COMPOSE_SOURCE is of generation $COMPOSE_GENERATION" \
      "another --generation or --compose-file than before" \
      "$(compose_mismatch_next)"
}

compose_check_generation() {
  ! compose_find_mismatch ||
    compose_fail_with "state is of generation $COMPOSE_MISMATCH (volume $COMPOSE_MISMATCH_VOLUME), and the file of ${COMPOSE_GENERATION:-none}:" \
      "$(compose_mismatch_next)"
}

# compose_mismatch_next: the same chain, or what ends it; certificates stay.
compose_mismatch_next() {
  printf -- '--generation %s; or, for a new chain that no wallet of the old one knows:\n' "$COMPOSE_MISMATCH"
  printf 'docker compose --project-name %s down\ndocker volume rm %s\n' "$STACK_PROJECT" "${COMPOSE_STATE_SET[*]}"
}
