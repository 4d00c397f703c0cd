# shellcheck shell=bash
# What is kept of a start is a whole set: beside its settings (state.sh) copies of its Compose files and the ids of its images,
# as a release may be replaced in place and a tag may move. Such a folder is all that brings its version back.
#
# $COMPOSE_STATE has the set that runs, or is about to. While an operation has not proven it, the set of before is beside it
# as $COMPOSE_STATE.before-upgrade or .before-rollback; .previous is the set of before the last upgrade.

# compose_keep_set: the files of this action, in $COMPOSE_STATE.
compose_keep_set() {
  compose_keep_files "$COMPOSE_STATE"
  compose_write_files "$COMPOSE_STATE"
}

# compose_keep_files FOLDER: copies of the Compose files in their order, and the images that their names mean now.
compose_keep_files() {
  local file index=0 mask
  mask=$(umask)
  umask 077
  rm -rf -- "$1/files.new"
  mkdir -p -- "$1/files.new" || compose_not_kept "$1"
  for file in "$COMPOSE_SOURCE" "${COMPOSE_OVERRIDES[@]}"; do
    cat -- "$file" >"$1/files.new/$index.yml" || compose_not_kept "$1"
    index=$((index + 1))
  done
  compose_list_images >"$1/files.new/images" || compose_not_kept "$1"
  compose_swap_files "$1"
  umask "$mask"
}

compose_swap_files() {
  rm -rf -- "$1/files"
  mv -- "$1/files.new" "$1/files" || compose_not_kept "$1"
}

# Reference → "ID DATA_VERSION" of what it means now.
declare -A COMPOSE_MEANS=()

# compose_look_up_images REFERENCE…: sets COMPOSE_MEANS. One question for all, and one each only when some are missing.
compose_look_up_images() {
  local index found format="{{.Id}} {{index .Config.Labels \"$RUN_DATA_LABEL\"}}"
  local -a images lines
  COMPOSE_MEANS=()
  (($# > 0)) || return 0
  mapfile -t images < <(printf '%s\n' "$@" | sort -u)
  mapfile -t lines < <(run_ask image inspect --format "$format" "${images[@]}" 2>/dev/null)
  found=${#lines[@]}
  for index in "${!images[@]}"; do
    ((found == ${#images[@]})) || lines[index]=$(run_ask image inspect --format "$format" "${images[index]}" 2>/dev/null || true)
    COMPOSE_MEANS[${images[index]}]=${lines[index]}
  done
}

# compose_list_images: "SERVICE REFERENCE ID [DATA_VERSION]", one a line.
compose_list_images() {
  local service image
  compose_look_up_images "${COMPOSE_IMAGE[@]}"
  while IFS= read -r service; do
    image=${COMPOSE_IMAGE[$service]:-}
    [[ -z $image ]] || printf '%s %s %s\n' "$service" "$image" "${COMPOSE_MEANS[$image]}"
  done < <(printf '%s\n' "${COMPOSE_SERVICES[@]}" | sort)
}

# compose_put_back SET FOLDER: the set in that folder, with the copies of its files in the place of their originals.
compose_put_back() {
  local mask
  mask=$(umask)
  umask 077
  rm -rf -- "$2/files.new"
  mkdir -p -- "$2" || compose_not_kept "$2"
  if [[ -d $1/files ]]; then
    cp -R -- "$1/files" "$2/files.new" || compose_not_kept "$2"
    compose_swap_files "$2"
  fi
  compose_pin_moved "$1" >"$2/$STACK_NAME.pins.yml" || compose_not_kept "$2"
  [[ -s $2/$STACK_NAME.pins.yml ]] || rm -f -- "$2/$STACK_NAME.pins.yml"
  cat -- "$1/$STACK_NAME.settings.yml" >"$2/$STACK_NAME.settings.yml.new" || compose_not_kept "$2"
  compose_env_of_copies "$1" "$2" >"$2/$STACK_NAME.env.new" || compose_not_kept "$2"
  mv -f -- "$2/$STACK_NAME.settings.yml.new" "$2/$STACK_NAME.settings.yml" || compose_not_kept "$2"
  mv -f -- "$2/$STACK_NAME.env.new" "$2/$STACK_NAME.env" || compose_not_kept "$2"
  umask "$mask"
}

# compose_env_of_copies SET FOLDER: its env file. Relative paths in the files go on from the folder of the original.
compose_env_of_copies() {
  local env=$1/$STACK_NAME.env list directory index
  list=$(compose_value "$env" COMPOSE_FILE)
  directory=$(compose_value "$env" COMPOSE_DIRECTORY)
  : "${directory:=$(dirname -- "${list%%:*}")}"
  if [[ -d $1/files ]]; then
    list=$2/files/0.yml:$2/$STACK_NAME.settings.yml
    for ((index = 1; index < 1000; index++)); do
      [[ -e $1/files/$index.yml ]] || break
      list+=:$2/files/$index.yml
    done
  else
    list=${list//"$COMPOSE_STATE/"/"$2/"}
  fi
  [[ ! -s $2/$STACK_NAME.pins.yml ]] || list+=:$2/$STACK_NAME.pins.yml
  printf "COMPOSE_FILE='%s'\nCOMPOSE_DIRECTORY='%s'\n" "$list" "$directory"
  grep -v '^COMPOSE_\(FILE\|DIRECTORY\)=' "$env"
}

# compose_pin_moved SET: a Compose file that names by their ids the images whose names mean others now; nothing without any.
compose_pin_moved() {
  local service image id now heading=$'services:\n'
  local -a images
  [[ -r $1/files/images ]] || return 0
  mapfile -t images < <(cut -d ' ' -f 2 -- "$1/files/images")
  compose_look_up_images "${images[@]}"
  while read -r service image id _; do
    now=${COMPOSE_MEANS[$image]%% *}
    [[ $id != "$now" && -n $(run_id_of_image "$id") ]] || continue
    printf '%s  %s:\n    image: %s\n' "$heading" "$service" "$id"
    heading=''
  done <"$1/files/images"
}

# compose_same_set SET SET: the same settings, files and images, wherever the files are.
compose_same_set() { [[ -d $1/files && $(compose_print_set "$1") == "$(compose_print_set "$2")" ]]; }
compose_print_set() {
  grep -v '^COMPOSE_\(FILE\|DIRECTORY\)=' "$1/$STACK_NAME.env" || true
  cat -- "$1/$STACK_NAME.settings.yml" "$1"/files/* 2>/dev/null || true
}

# compose_keep_before OPERATION: the proven set, which is there whole or not at all.
compose_keep_before() {
  local before=$COMPOSE_STATE.before-$1 other
  [[ ! -d $before ]] || return 0
  for other in upgrade rollback; do
    [[ ! -d $COMPOSE_STATE.before-$other ]] || {
      mv -- "$COMPOSE_STATE.before-$other" "$before"
      return
    }
  done
  rm -rf -- "$COMPOSE_STATE.new"
  cp -R -p -- "$COMPOSE_STATE" "$COMPOSE_STATE.new" || compose_not_kept "$COMPOSE_STATE.new"
  mv -- "$COMPOSE_STATE.new" "$before"
}

# compose_proven_set: folder of the set that passed its checks last.
compose_proven_set() {
  local other
  for other in upgrade rollback; do
    [[ ! -d $COMPOSE_STATE.before-$other ]] || {
      printf '%s' "$COMPOSE_STATE.before-$other"
      return
    }
  done
  printf '%s' "$COMPOSE_STATE"
}

# compose_discard SET: gone at once, also for who is killed meanwhile.
compose_discard() {
  [[ ! -d $1 ]] || mv -- "$1" "$COMPOSE_STATE.gone-$$-$RANDOM"
  rm -rf -- "$COMPOSE_STATE".gone-*
}

# compose_accept_set: $COMPOSE_STATE has passed its checks. What it came in place of is what `rollback` goes to.
compose_accept_set() {
  local before=$COMPOSE_STATE.before-upgrade
  compose_discard "$COMPOSE_STATE.before-rollback"
  [[ -d $before ]] || return 0
  if compose_same_set "$before" "$COMPOSE_STATE"; then
    compose_discard "$before"
  else
    compose_discard "$COMPOSE_STATE.previous"
    mv -- "$before" "$COMPOSE_STATE.previous"
  fi
}
