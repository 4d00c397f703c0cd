# shellcheck shell=bash
# --verify of a stack: images of ours, wherever they are from, and whatever takes the place of one, e.g. by its id. Those of
# other publishers are told as not covered.

# compose_verify_images: ends the script with the first that is refused.
compose_verify_images() {
  local image text
  local -a ours
  [[ $RUN_VERIFY == true ]] || return 0
  text=$(compose_own_images)
  while IFS= read -r image; do
    [[ -z $image ]] || grep -qxF -- "$image" <<<"$text" || run_say "not covered by --verify: $image is of another publisher"
  done < <(printf '%s\n' "${COMPOSE_IMAGE[@]}" | sort -u)
  mapfile -t ours <<<"$text"
  run_verify_images "${ours[@]}"
}

# compose_own_images: one a line: those of the services that have one of ours in the rendered file, and those that are ours.
compose_own_images() {
  local kind service rendered
  local -A ours=()
  while read -r kind service rendered; do
    [[ $kind != image ]] || ! compose_is_own_image "$rendered" || ours[$service]=true
  done < <(awk "$COMPOSE_MODEL" "$COMPOSE_SOURCE")
  for service in "${!COMPOSE_IMAGE[@]}"; do
    [[ -z ${ours[$service]:-} ]] && ! compose_is_own_image "${COMPOSE_IMAGE[$service]}" || printf '%s\n' "${COMPOSE_IMAGE[$service]}"
  done
}

# compose_is_own_image REFERENCE: by its repository or, as a file may be rendered for a mirror or a fork, by its name.
compose_is_own_image() {
  local name
  [[ $1 != "${IMAGE_OWN:-}"* ]] || return 0
  name=$(run_without_tag "${1%@*}")
  [[ " ${IMAGE_OWN_NAMES:-} " == *" ${name##*/} "* ]]
}

# compose_keep_verify SET: whether to verify and who has to have signed, as it is for this command, in place of what the set says.
compose_keep_verify() {
  local name mask env=$1/$STACK_NAME.env
  local -a COMPOSE_LINES=()
  for name in RUN_VERIFY "${RUN_SIGNER[@]}"; do
    [[ -z ${!name} ]] || compose_add_line "$name" "${!name}"
  done
  mask=$(umask)
  umask 077
  {
    # 1: it says nothing else; more: it was not read.
    { grep -vE '^(RUN_VERIFY|VERIFY_[A-Z_]*)=' -- "$env" || (($? == 1)); } &&
      { ((${#COMPOSE_LINES[@]} == 0)) || printf '%s\n' "${COMPOSE_LINES[@]}"; }
  } >"$env.new" || compose_not_kept "$1"
  mv -f -- "$env.new" "$env" || compose_not_kept "$1"
  umask "$mask"
}
