# shellcheck shell=bash
# rollback: to the image and the settings before the last upgrade; of an upgrade that was interrupted, to what was there.

RUN_VERBS[rollback]=run_rollback
RUN_VERB_HELP[rollback]="to the image and the settings before the last upgrade"
RUN_UNFINISHED_HELP[rollback]="the same rollback finishes it; the container that was there comes back first"

run_rollback() {
  local file
  run_begin_change rollback
  run_require_way_back
  run_stop_if_undone
  file=$(run_kept_file)
  if [[ ! -r $file.previous && $(run_kept "$file" operation) == rollback ]]; then
    printf 'Already rolled back to %s; nothing was changed.\n' "$(run_kept "$file" image)"
    exit 0
  elif [[ ! -r $file.previous ]]; then
    run_die 3 NO_ROLLBACK "There is no upgrade to take back; nothing was changed." "$file.previous" "no such file" \
      "it was never upgraded here, or by an older release" "upgrade --image REFERENCE takes any other image"
  fi
  run_require_container
  [[ -z $RUN_IMAGE_GIVEN ]] || run_usage "rollback takes the image before the last upgrade." "upgrade --image REFERENCE takes another one"
  run_find_image_before "$file.previous"
  run_print_checks_heading "Rollback of $CONTAINER_NAME to $IMAGE_NAME"
  run_require_fitting_image
  RUN_ACTION=start
  run_start
}

# run_require_way_back: an upgrade that failed, or was interrupted, after it may have changed the data for good.
run_require_way_back() {
  ! run_observe "$CONTAINER_NAME" || run_reads_data "$CONTAINER_NAME" || {
    run_explain_one_way >&2
    exit 3
  }
}

# run_stop_if_undone: an upgrade or start that was interrupted before its container had passed has been undone by now.
run_stop_if_undone() {
  [[ $RUN_UNFINISHED =~ ^(start|upgrade)$ && $(run_kept "$(run_kept_file)" run) != "$RUN_UNFINISHED_RUN" ]] || return 0
  run_observe "$CONTAINER_NAME" || return 0
  printf 'The interrupted %s is undone: %s is as it was before, %s.\n' "$RUN_UNFINISHED" "$CONTAINER_NAME" "$RUN_STATE"
  exit 0
}

# run_find_image_before FILE: sets IMAGE_NAME to the reference, or to the id where that leads elsewhere by now.
run_find_image_before() {
  local id
  IMAGE_NAME=$(run_kept "$1" image)
  id=$(run_kept "$1" image-id)
  [[ $(run_id_of_image "$IMAGE_NAME") != "$id" ]] || return 0
  if [[ -n $id && $(run_id_of_image "$id") == "$id" ]]; then
    IMAGE_NAME=$id
    return 0
  fi
  run_pull_image
  [[ $(run_id_of_image "$IMAGE_NAME") == "$id" ]] ||
    run_die 1 IMAGE_CHANGED "The image before the upgrade is not on this host any more; nothing was changed." "$IMAGE_NAME" \
      "the name leads to another image than $id" "" "upgrade --image $IMAGE_NAME takes that one"
}
run_id_of_image() { run_ask image inspect --format '{{.Id}}' "$1" 2>/dev/null || true; }
