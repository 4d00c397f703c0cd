# shellcheck shell=bash
# The door is the service that clients come to; it has the routes at HAProxy. Compose stops every container that it replaces
# before it starts the first one: the door is left out of that, and replaced when all the others are there. Always without
# those that it needs, which some versions of Compose count among the settings that decide whether a container is replaced.

compose_start_containers() {
  local service old
  local -a others=()
  for service in "${COMPOSE_SERVICES[@]}"; do
    [[ $service == "$SERVICE_NAME" ]] || others+=("$service")
  done
  if ((${#others[@]} > 0)); then
    compose_up "${others[@]}" || compose_explain_up "$?"
    compose_wait_ready "${others[@]}"
  fi
  old=$(run_id_of "$CONTAINER_NAME")
  [[ -z $old ]] || run_keep_route "$old" "$(run_wanted_routes)"
  compose_up --no-deps "$SERVICE_NAME" || compose_explain_up "$?"
  [[ -z $old || $(run_id_of "$CONTAINER_NAME") != "$old" ]] || run_take_route "$old"
}
