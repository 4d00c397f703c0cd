# shellcheck shell=bash
# Replacing a container: the new one is made beside the old one, then the old one is stopped and kept as NAME-previous
# until the new one has passed its checks: then it is called NAME-retired, which says for good that NAME is proven.
# Two never run on one volume.

RUN_OLD=''
RUN_OLD_RAN=''
RUN_NEW=''
RUN_STARTED=''
# Label of the container: process and identity of the run that made it.
RUN_MAKER_LABEL=run-library.made-by

# With the process, so that no other run takes it for its own.
run_next_name() { printf '%s-next-%s' "$CONTAINER_NAME" "$$"; }
run_retired_name() { printf '%s-retired' "$CONTAINER_NAME"; }
run_previous_name() { printf '%s-previous' "$CONTAINER_NAME"; }

# run_require_no_other_run: one with another STATE_DIR holds another lock, but its unfinished container shows.
run_require_no_other_run() {
  local name
  while IFS= read -r name; do
    ! run_is_alive "${name##*-}" || run_start_in_progress "${name##*-}" "container $name"
  done < <(run_unfinished)
  run_require_maker_gone
}

# run_require_maker_gone: nor is the run at work that made NAME, and is waiting for it. One of another namespace of processes
# cannot be told from one that was killed.
run_require_maker_gone() {
  local process text
  local -a identity
  read -r process text <<<"$(run_label_of container "$CONTAINER_NAME" "$RUN_MAKER_LABEL")"
  read -r -a identity <<<"$text"
  ((${#identity[@]} == 4)) || return 0
  [[ $process =~ ^[1-9][0-9]*$ && $process != "$$" ]] && run_is_local "${identity[@]}" || return 0
  run_has_ended "$process" "${identity[@]}" || run_start_in_progress "$process" "the container $CONTAINER_NAME" "${identity[@]}"
}

# run_unfinished: names of containers that a run made and did not start yet, one a line.
run_unfinished() {
  local name begin=$CONTAINER_NAME-next-
  # The engine looks for the name anywhere in those that it has.
  while IFS= read -r name; do
    [[ $name != "$begin"* || ! ${name#"$begin"} =~ ^[0-9]+$ ]] || printf '%s\n' "$name"
  done < <(run_ask ps --all --filter "name=$begin" --format '{{.Names}}')
}

# run_settle_leftovers: what a run left that was killed or lost its engine. NAME-next-… never ran. NAME-previous is the
# last one known to work; NAME-retired is not needed any more.
run_settle_leftovers() {
  local name retired
  while IFS= read -r name; do
    run_is_alive "${name##*-}" || run_remove_leftover "$name"
  done < <(run_unfinished)
  retired=$(run_id_of "$(run_retired_name)")
  [[ -z $retired ]] || run_must "$(run_retired_name) cannot be removed." rm "$retired"
  run_settle_previous
  run_settle_kept
  run_operation_settled
}

run_remove_leftover() {
  local id
  id=$(run_id_of "$1")
  [[ -z $id ]] || run_must "The unfinished container $1 cannot be removed." rm --force "$id"
}

# run_settle_previous: NAME beside it never passed its checks, whatever its health says.
run_settle_previous() {
  local previous
  previous=$(run_id_of "$(run_previous_name)")
  if [[ -z $previous ]]; then
    run_settle_stopped
    return 0
  fi
  if run_observe "$CONTAINER_NAME"; then
    run_note "an interrupted run left $CONTAINER_NAME unproven; $(run_previous_name) counts as the old one"
    run_must "$CONTAINER_NAME cannot be stopped." stop -t "$STOP_TIMEOUT" "$RUN_ID"
    run_must "$CONTAINER_NAME cannot be removed." rm "$RUN_ID"
  fi
  RUN_OLD=$previous RUN_OLD_RAN=true
  run_must "$(run_previous_name) cannot be renamed." rename "$previous" "$CONTAINER_NAME"
}

# run_settle_stopped: NAME itself, where a run was killed after it had stopped it.
run_settle_stopped() {
  [[ -z $RUN_OLD && -n $RUN_UNFINISHED_RUNNING && $(run_id_of "$CONTAINER_NAME") == "$RUN_UNFINISHED_RUNNING" ]] || return 0
  RUN_OLD=$RUN_UNFINISHED_RUNNING RUN_OLD_RAN=true
}

# run_find_old: sets RUN_OLD and RUN_OLD_RAN.
run_find_old() {
  [[ -z $RUN_OLD ]] || return 0
  run_observe "$CONTAINER_NAME" || return 0
  RUN_OLD=$RUN_ID
  [[ $RUN_STATE =~ ^(running|restarting|paused)$ ]] || return 0
  RUN_OLD_RAN=true
  RUN_MARKER_LINES+=("running $RUN_OLD")
}

run_create_next() {
  local file=$RUN_SCRATCH/environment
  run_write_environment "$file"
  run_must "The container could not be made." create --label "$RUN_MAKER_LABEL=$$ $RUN_IDENTITY" "${RUN_CREATE[@]}"
  rm -f -- "$file"
  RUN_NEW=$(run_id_of "$(run_next_name)")
  [[ $RUN_MODE != haproxy || -z $APP_NET || $APP_NET == "$HAPROXY_NET" ]] ||
    run_must "The container could not join the network $APP_NET." network connect ${SERVICE_NAME:+--alias "$SERVICE_NAME"} \
      "$APP_NET" "$RUN_NEW"
}

run_retire_old() {
  [[ -n $RUN_OLD ]] || return 0
  if [[ -n $RUN_OLD_RAN ]]; then
    run_say "Stopping the old container (at most $STOP_TIMEOUT s)..."
    run_keep_route "$RUN_OLD" "$(run_routes_of "$RUN_NEW")"
  fi
  run_must "The old container cannot be stopped." stop -t "$STOP_TIMEOUT" "$RUN_OLD"
  run_must "The old container cannot be renamed." rename "$RUN_OLD" "$(run_previous_name)"
}

run_promote_new() {
  run_require_free_volumes
  run_must "The new container cannot be renamed." rename "$RUN_NEW" "$CONTAINER_NAME"
  [[ -z $RUN_ONE_WAY ]] || run_note_data_version "$(run_known_version "$RUN_NEW")"
  run_must "The new container cannot be started." start "$RUN_NEW"
  RUN_STARTED=true
}

# run_forget_old: the new one has passed.
run_forget_old() {
  local old=$RUN_OLD
  RUN_DEPLOYING=''
  [[ -n $old ]] || return 0
  run_change rename "$old" "$(run_retired_name)" || run_warn "$(run_previous_name) could not be renamed"
  run_change rm "$old" || run_warn "the container before this one could not be removed: docker rm $old"
}
