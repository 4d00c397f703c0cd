# shellcheck shell=bash
# What would make a start of the stack fail: found before anything is touched, or by --check, which changes nothing.

# compose_require_compose: sets COMPOSE_VERSION.
compose_require_compose() {
  local major minor
  COMPOSE_VERSION=$(run_ask compose version --short 2>"$RUN_SCRATCH/errors") || COMPOSE_VERSION=''
  IFS=. read -r major minor _ <<<"${COMPOSE_VERSION#v}"
  [[ $major =~ ^[0-9]{1,4}$ && $minor =~ ^[0-9]{1,2}$ ]] ||
    run_die 2 COMPOSE_MISSING "Docker Compose is not installed." "docker compose version" "$(run_errors)" "" \
      "install the plugin: package docker-compose-plugin or docker-compose"
  ((major * 100 + minor >= COMPOSE_NEEDED)) ||
    run_die 3 COMPOSE_TOO_OLD "Docker Compose is too old for the file." "docker compose version" \
      "$COMPOSE_VERSION, and $((COMPOSE_NEEDED / 100)).$((COMPOSE_NEEDED % 100)) is needed" "" "install a newer one"
}

# compose_missing_images: one a line. One question for all, and one each only when some are missing.
compose_missing_images() {
  local image
  local -a images
  mapfile -t images < <(printf '%s\n' "${COMPOSE_IMAGE[@]}" | sort -u)
  ! run_ask image inspect --format '{{.Id}}' "${images[@]}" >/dev/null 2>&1 || return 0
  for image in "${images[@]}"; do
    run_ask image inspect --format '{{.Id}}' "$image" >/dev/null 2>&1 || printf '%s\n' "$image"
  done
}

# compose_require_images: nothing pulls them behind the operator's back.
compose_require_images() {
  local missing
  missing=$(compose_missing_images)
  [[ -n $missing ]] || return 0
  run_checkpoint
  run_die 1 IMAGE_MISSING "Images are not on this host; nothing was changed." "$COMPOSE_SOURCE" "$missing" \
    "they were neither pulled nor built here" "$(compose_image_commands "$missing")"
}

# compose_image_commands IMAGES: how to get the images, one a line: IMAGE_HINT says it of those whose name begins with IMAGE_OWN.
compose_image_commands() {
  local image own=''
  while IFS= read -r image; do
    if [[ -n ${IMAGE_OWN:-} && $image == "$IMAGE_OWN"* ]]; then
      own=true
    else
      printf 'docker pull %s\n' "$image"
    fi
  done <<<"$1"
  [[ -z $own ]] || printf '%s\n' "$IMAGE_HINT"
}

# compose_foreign_names: "NAME<TAB>whose<TAB>what to do" of containers that have a name of this stack and are not of it, or
# that are of its Compose project, from another file with volumes of its own. Compose would replace those.
compose_foreign_names() {
  local service name project
  local -A owner=()
  while read -r name project; do
    [[ -z $name ]] || owner[${name#/}]=${project:-none}
  done < <(compose_owners)
  for service in "${COMPOSE_SERVICES[@]}"; do
    name=$(compose_container "$service")
    project=${owner[$name]:-$STACK_PROJECT}
    compose_look "$service"
    # While Compose replaces a container, its name has the id before it.
    if [[ $RUN_STATE != absent && $COMPOSE_CONTAINER != "$name" && $COMPOSE_CONTAINER != *"_$name" ]]; then
      printf '%s\t%s\t%s\n' "$COMPOSE_CONTAINER" "of the project $STACK_PROJECT too, from another Compose file" \
        "docker compose --project-name $STACK_PROJECT down, which keeps its volumes; or STACK_PROJECT=NAME here"
    elif [[ $project != "$STACK_PROJECT" ]]; then
      [[ $project == none ]] || project="of the Compose project $project"
      printf '%s\t%s\t%s\n' "$name" "${project/#none/made without Compose}" \
        "docker rename $name OTHER, or PROJECT_NAME=NAME for a second stack"
    fi
  done
}

# compose_owners: "/NAME PROJECT" of the containers that have a name of this stack; without PROJECT of none of Compose's.
compose_owners() {
  local service
  local -a names=()
  for service in "${COMPOSE_SERVICES[@]}"; do
    names+=("$(compose_container "$service")")
  done
  run_ask container inspect --format '{{.Name}} {{index .Config.Labels "com.docker.compose.project"}}' "${names[@]}" 2>/dev/null || true
}

compose_require_own_names() {
  local name whose next
  compose_observe
  IFS=$'\t' read -r name whose next < <(compose_foreign_names) || return 0
  run_die 1 NAME_TAKEN "Another container is in the way of this stack; nothing was changed." "container $name" "$whose" "" "$next"
}

# compose_foreign_users: "VOLUME<TAB>CONTAINER" of running containers of others on volumes of this stack.
compose_foreign_users() {
  local volume user project
  for volume in "${COMPOSE_VOLUMES[@]}"; do
    while read -r user project; do
      [[ $project == "$STACK_PROJECT" ]] || printf '%s\t%s\n' "$volume" "$user"
    done < <(run_users_of_volume "$volume" '{{.Names}} {{.Label "com.docker.compose.project"}}')
  done
}

compose_require_free_volumes() {
  local volume user
  IFS=$'\t' read -r volume user < <(compose_foreign_users) || return 0
  run_die 1 VOLUME_IN_USE "Another container runs on a volume of this stack; nothing was changed." "volume $volume" "used by $user" "" \
    "docker stop $user, or PROJECT_NAME=NAME for a second stack"
}

compose_check() {
  run_print_checks_heading "Checks before a start of $STACK_PROJECT"
  run_validate
  compose_require_compose
  compose_prepare
  run_require_engine
  check_pass "Docker engine answers, Compose $COMPOSE_VERSION"
  check_pass "$COMPOSE_SOURCE: ${#COMPOSE_SERVICES[@]} services, generation ${COMPOSE_GENERATION:-unknown}"
  run_check_incomplete
  compose_check_generation
  compose_check_images
  compose_check_names
  compose_check_volumes
  run_check_host
  run_finish
}

compose_check_images() {
  local missing
  missing=$(compose_missing_images)
  if [[ -z $missing ]]; then
    check_pass "all images are here"
    run_check_verified compose_verify_images
  elif [[ -n $IMAGES_TO_COME ]]; then
    check_warn "images are not here yet, the start fetches them: ${missing//$'\n'/, }"
  else
    compose_fail_with "images are missing: ${missing//$'\n'/, }; to get them:" "$(compose_image_commands "$missing")"
  fi
}

# compose_fail_with TEXT LINES: a failed check, and below it what to paste.
compose_fail_with() { check_fail "$1"$'\n'"      ${2//$'\n'/$'\n'      }"; }

compose_check_names() {
  local name whose next found=''
  compose_observe
  while IFS=$'\t' read -r name whose next; do
    found=true
    check_fail "container $name is in the way, $whose: $next"
  done < <(compose_foreign_names)
  [[ -n $found ]] || check_pass "container names are free, or of this stack"
}

compose_check_volumes() {
  local volume user found=''
  while IFS=$'\t' read -r volume user; do
    found=true
    check_fail "volume $volume is in use by $user"
  done < <(compose_foreign_users)
  [[ -n $found ]] || check_pass "volumes are free, or of this stack"
}
