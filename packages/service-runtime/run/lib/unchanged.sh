# shellcheck shell=bash
# A start that would change nothing keeps the container that runs: it was made from the same settings, files and image.

# Label of the container: the sum of what it was made from.
RUN_CONFIG_LABEL=run-library.config-hash
RUN_CONFIG_HASH=''
# --recreate: a new container in any case.
RUN_RECREATE=''
# What the summary calls a container that was kept.
RUN_KEPT=''

# run_stamp_plan: the planned container gets the label. A host without sha256sum has none, and each start replaces.
run_stamp_plan() {
  command -v sha256sum >/dev/null || return 0
  RUN_CONFIG_HASH=$(run_planned_settings | sha256sum)
  RUN_CONFIG_HASH=${RUN_CONFIG_HASH%% *}
  RUN_CREATE=(--label "$RUN_CONFIG_LABEL=$RUN_CONFIG_HASH" "${RUN_CREATE[@]}")
}

# run_planned_settings: networks, arguments, files and variables. Not the container's first name and the place of its
# environment, which are those of this run.
run_planned_settings() {
  local entry previous=''
  run_networks
  for entry in "${RUN_CREATE[@]}"; do
    [[ $previous == --name || $previous == --env-file ]] || printf '%s\n' "$entry"
    [[ $previous != --mount ]] || run_mounted_files "$entry"
    previous=$entry
  done
  printf '%s\n' "${RUN_ENVIRONMENT[@]}"
}

# run_mounted_files MOUNT: a line for each file that the container would see, another one when it was written again: a
# service reads its secrets when it starts, and a file that was replaced never shows. No content: the label is no secret.
run_mounted_files() {
  local source=${1#*source=} path
  [[ $1 == type=bind,* ]] || return 0
  source=${source%%,*}
  for path in "$source" "$source"/* "$source"/*/*; do
    [[ ! -f $path ]] || stat -Lc '%n %i %.9Y %s' -- "$path" 2>/dev/null || stat -Lf '%N %i %Fm %z' -- "$path"
  done
}

# run_is_unchanged: the container runs, is ready and proven, and a new one would be the same.
run_is_unchanged() {
  local made image
  [[ -z $RUN_RECREATE && -n $RUN_CONFIG_HASH ]] || return 1
  run_observe "$CONTAINER_NAME" && [[ $RUN_STATE == running && $RUN_HEALTH != unhealthy ]] || return 1
  [[ -z $(run_id_of "$(run_previous_name)") ]] || return 1
  made=$(run_ask container inspect --format "{{index .Config.Labels \"$RUN_CONFIG_LABEL\"}}" "$CONTAINER_NAME" 2>/dev/null) || return 1
  image=$(run_ask image inspect --format '{{.Id}}' "$IMAGE_NAME" 2>/dev/null) || return 1
  [[ $made == "$RUN_CONFIG_HASH" && $image == "$RUN_IMAGE_ID" ]] || return 1
  run_is_on_its_networks && run_is_ready "$CONTAINER_NAME"
}

run_is_on_its_networks() {
  local network
  while IFS= read -r network; do
    run_is_on_network "$CONTAINER_NAME" "$network" || return 1
  done < <(run_networks)
}

# run_keep: the checks of a start on the container that runs; ends the script.
run_keep() {
  RUN_KEPT=unchanged
  run_settle_leftovers
  # It gives way to nobody, also when an interrupted run was about to stop it.
  RUN_OLD='' RUN_OLD_RAN=''
  run_say "$CONTAINER_NAME has these settings and this image: it stays as it is (--recreate replaces it all the same)."
  run_wait_reachable
  run_judge_new
}
