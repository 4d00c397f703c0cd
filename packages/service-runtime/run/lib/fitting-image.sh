# shellcheck shell=bash
# Whether an image can work with the data that is there: its labels say which form of data and which generation it has.

# A whole number, raised when older images cannot read the data any more; an image without it counts as 1.
RUN_DATA_LABEL=network.unicity.data-version
RUN_GENERATION_LABEL=network.unicity.generation

# run_require_fitting_image: IMAGE_NAME against the container that is there, or the last one. Ends the script with 3; sets
# RUN_ONE_WAY to the form of the data when the image would change it.
run_require_fitting_image() {
  local have want
  have=$(run_label_of container "$CONTAINER_NAME" "$RUN_GENERATION_LABEL")
  want=$(run_label_of image "$IMAGE_NAME" "$RUN_GENERATION_LABEL")
  [[ -z $have || -z $want || $have == "$want" ]] ||
    run_die 3 OTHER_GENERATION "The image is of another generation; nothing was changed." "$IMAGE_NAME" "it is $want, and $CONTAINER_NAME is $have" \
      "" "start a service of that generation beside it, in a project of its own: PROJECT_NAME=NAME"
  [[ -n $DATA_VOLUME ]] || return 0
  have=$(run_data_version)
  want=$(run_label_of image "$IMAGE_NAME" "$RUN_DATA_LABEL")
  [[ $want =~ ^[0-9]{1,6}$ ]] || want=1
  if ((want < have)); then
    run_die 3 DATA_TOO_NEW "The image cannot read the data that is there; nothing was changed." "$IMAGE_NAME, volume $DATA_VOLUME" \
      "the data has the form $have, the image knows $want" "a newer image has changed the data" \
      "a newer image, or a backup from before: restore FILE"
  elif ((want > have)); then
    RUN_ONE_WAY=$have
    run_warn "this image changes the form of the data from $have to $want: only a backup from before leads back"
  fi
}

# run_data_version: the form of the data: that of the container, or a higher one that they may have by now.
run_data_version() {
  local known kept
  known=$(run_known_version "$CONTAINER_NAME")
  kept=$(run_kept_version)
  printf '%s' "$((known > kept ? known : kept))"
}

# run_known_version CONTAINER: the form that its image has.
run_known_version() {
  local version
  version=$(run_label_of container "$1" "$RUN_DATA_LABEL")
  [[ $version =~ ^[0-9]{1,6}$ ]] || version=1
  printf '%s' "$version"
}

# run_kept_version: the form that was noted with the settings.
run_kept_version() {
  local version
  version=$(run_kept "$(run_kept_file)" data-version)
  [[ $version =~ ^[0-9]{1,6}$ ]] || version=1
  printf '%s' "$version"
}

# run_note_data_version VERSION: before an image is started that changes the form, so that also who comes after kill -9 or a
# power cut does not start the old one on it.
run_note_data_version() {
  local file
  file=$(run_kept_file)
  [[ -e $file && $(run_kept_version) != "$1" ]] || return 0
  run_write_private "$file" < <(sed "s/^data-version .*/data-version $1/" "$file")
  run_to_disk "$file"
}

# run_reads_data CONTAINER: its image knows the form that the data may have by now.
run_reads_data() { [[ -z $DATA_VOLUME ]] || (($(run_known_version "$1") >= $(run_kept_version))); }

# run_label_of container|image NAME LABEL: nothing without it.
run_label_of() { run_ask "$1" inspect --format "{{index .Config.Labels \"$3\"}}" "$2" 2>/dev/null || true; }
