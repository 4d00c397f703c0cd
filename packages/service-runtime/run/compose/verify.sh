# shellcheck shell=bash
# --verify of a stack: images of ours, and whatever takes the place of one, e.g. from a mirror or by its id. Those of other
# publishers are told as not covered.

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
    [[ $kind != image || $rendered != "${IMAGE_OWN:-}"* ]] || ours[$service]=true
  done < <(awk "$COMPOSE_MODEL" "$COMPOSE_SOURCE")
  for service in "${!COMPOSE_IMAGE[@]}"; do
    [[ -z ${ours[$service]:-} && ${COMPOSE_IMAGE[$service]} != "${IMAGE_OWN:-}"* ]] || printf '%s\n' "${COMPOSE_IMAGE[$service]}"
  done
}
