# shellcheck shell=bash
# What the Compose files describe, as Compose itself reads them.

COMPOSE_SERVICES=()
declare -A COMPOSE_NAME=() COMPOSE_IMAGE=() COMPOSE_JOB=()
# Names of the volumes, and of those that are only valid together.
COMPOSE_VOLUMES=()
COMPOSE_STATE_SET=()
# Project that the file was rendered for.
COMPOSE_PROJECT=''

# From which folder relative paths go on, where that is not the one of the first file.
COMPOSE_PLACE=()

# compose_do ARGUMENTS…: a question to Compose about these files.
compose_do() { run_ask compose "${COMPOSE_PLACE[@]}" --env-file "$COMPOSE_FOLDER/$STACK_NAME.env" "$@"; }

# compose_read_model: fills the arrays above. Ends with 3 when Compose refuses the files.
compose_read_model() {
  local kind first second text
  text=$(compose_do config 2>"$RUN_SCRATCH/errors") ||
    run_die 3 COMPOSE_FILE_REFUSED "Compose cannot use the files." "$COMPOSE_SOURCE ${COMPOSE_OVERRIDES[*]}" "$(run_errors)" "" \
      "correct what is named, or leave --override out"
  COMPOSE_SERVICES=() COMPOSE_NAME=() COMPOSE_IMAGE=() COMPOSE_JOB=() COMPOSE_VOLUMES=() COMPOSE_STATE_SET=()
  while read -r kind first second; do
    case $kind in
      service) COMPOSE_SERVICES+=("$first") ;;
      container) COMPOSE_NAME[$first]=$second ;;
      image) COMPOSE_IMAGE[$first]=$second ;;
      job) COMPOSE_JOB[$first]=true ;;
      project) COMPOSE_PROJECT=$first ;;
      volume) COMPOSE_VOLUMES+=("$first") ;;
      state-set) COMPOSE_STATE_SET+=("$first") ;;
    esac
  done < <(awk "$COMPOSE_MODEL" <<<"$text")
  compose_require_known_services
  ((${#COMPOSE_SERVICES[@]} > 0)) || run_die 3 COMPOSE_FILE_REFUSED "The Compose file has no services." "$COMPOSE_SOURCE"
}

# compose_require_known_services: a slip in a service's name would make another service of it.
compose_require_known_services() {
  local service known nearest
  ((${#COMPOSE_OVERRIDES[@]} > 0)) || return 0
  known=$(awk '/^[a-z]/ { section = $1 } section == "services:" && /^  [a-z]/ { sub(/:$/, "", $1); print $1 }' "$COMPOSE_SOURCE")
  for service in "${COMPOSE_SERVICES[@]}"; do
    ! grep -qxF -- "$service" <<<"$known" || continue
    nearest=$(run_nearest "$service" <<<"$known")
    run_usage "--override: $COMPOSE_SOURCE has no service $service." \
      "${nearest:+did you mean $nearest? }it has: ${known//$'\n'/, }; further services belong in a file and project of their own"
  done
}

# Compose writes its model with two spaces for each level, and keys of a service at four.
# shellcheck disable=SC2016 # awk's own variables
COMPOSE_MODEL='
{ value = $0; sub(/^[^:]*: */, "", value); gsub(/^["\047]|["\047]$/, "", value) }
/^[a-z]/ { section = $1 }
/^  [^ ]/ { key = $1; sub(/:$/, "", key); gsub(/"/, "", key) }
section == "services:" && /^  [^ ]/ { print "service", key }
section == "services:" && /^    container_name: / { print "container", key, value }
section == "services:" && /^    image: / { print "image", key, value }
section == "services:" && /^    restart: / && value == "no" { print "job", key }
section == "services:" && /^      compose-gen.project: / { print "project", value }
section == "volumes:" && /^  [^ ]/ { name = set = "" }
section == "volumes:" && /^    name: / { name = value; print "volume", name }
section == "volumes:" && /^      compose-gen.volume.state-set: / { set = value }
section == "volumes:" && name && set { print "state-set", name; set = "" }'

# compose_container SERVICE: its name.
compose_container() { printf '%s' "${COMPOSE_NAME[$1]:-$STACK_PROJECT-$1-1}"; }
