# shellcheck shell=bash
# Replacing a container: the new one is made beside the old one, then the old one is stopped and kept as NAME-previous
# until the new one has passed its checks. Two never run on one volume.

RUN_OLD=''
RUN_OLD_RAN=''
RUN_NEW=''
RUN_STARTED=''

run_next_name() { printf '%s-next' "$CONTAINER_NAME"; }
run_previous_name() { printf '%s-previous' "$CONTAINER_NAME"; }

# run_settle_leftovers: what a run left that was killed or lost its engine. NAME-next never ran. NAME-previous is the last
# one known to work, unless the container NAME is well.
run_settle_leftovers() {
  local previous next
  next=$(run_id_of "$(run_next_name)")
  [[ -z $next ]] || run_must "The unfinished container $(run_next_name) cannot be removed." rm --force "$next"
  previous=$(run_id_of "$(run_previous_name)")
  [[ -n $previous ]] || return 0
  if run_observe "$CONTAINER_NAME"; then
    if [[ $RUN_STATE == running && $RUN_HEALTH =~ ^(healthy|none)$ ]]; then
      run_note "an interrupted run left $(run_previous_name), which is not needed any more"
      run_must "$(run_previous_name) cannot be removed." rm "$previous"
      return 0
    fi
    run_note "an interrupted run left $CONTAINER_NAME unproven; $(run_previous_name) counts as the old one"
    run_must "$CONTAINER_NAME cannot be stopped." stop -t "$STOP_TIMEOUT" "$RUN_ID"
    run_must "$CONTAINER_NAME cannot be removed." rm "$RUN_ID"
  fi
  RUN_OLD=$previous RUN_OLD_RAN=true
  run_must "$(run_previous_name) cannot be renamed." rename "$previous" "$CONTAINER_NAME"
}

# run_find_old: sets RUN_OLD and RUN_OLD_RAN.
run_find_old() {
  [[ -z $RUN_OLD ]] || return 0
  run_observe "$CONTAINER_NAME" || return 0
  RUN_OLD=$RUN_ID
  [[ ! $RUN_STATE =~ ^(running|restarting|paused)$ ]] || RUN_OLD_RAN=true
}

run_create_next() {
  local file=$RUN_SCRATCH/environment next
  next=$(run_next_name)
  run_plan_container "$next" "$file"
  run_write_environment "$file"
  run_must "The container could not be made." create "${RUN_CREATE[@]}"
  rm -f -- "$file"
  RUN_NEW=$(run_id_of "$next")
  [[ $RUN_MODE != haproxy || -z $APP_NET || $APP_NET == "$HAPROXY_NET" ]] ||
    run_must "The container could not join the network $APP_NET." network connect ${SERVICE_NAME:+--alias "$SERVICE_NAME"} \
      "$APP_NET" "$RUN_NEW"
}

run_retire_old() {
  [[ -n $RUN_OLD ]] || return 0
  [[ -z $RUN_OLD_RAN ]] || run_say "Stopping the old container (at most $STOP_TIMEOUT s)..."
  run_must "The old container cannot be stopped." stop -t "$STOP_TIMEOUT" "$RUN_OLD"
  run_must "The old container cannot be renamed." rename "$RUN_OLD" "$(run_previous_name)"
}

run_promote_new() {
  run_require_free_volumes
  run_must "The new container cannot be renamed." rename "$RUN_NEW" "$CONTAINER_NAME"
  run_must "The new container cannot be started." start "$RUN_NEW"
  RUN_STARTED=true
}

# run_forget_old: the new one has passed.
run_forget_old() {
  local old=$RUN_OLD
  RUN_DEPLOYING=''
  [[ -n $old ]] || return 0
  run_change rm "$old" || run_warn "$(run_previous_name) could not be removed: docker rm $(run_previous_name)"
}
