# shellcheck shell=bash
# --dry-run: the container that a start would make; and the file that carries its environment.

# run_write_environment FILE: for `docker create --env-file`, so that no value shows in the list of processes.
run_write_environment() {
  local entry
  for entry in "${RUN_ENVIRONMENT[@]}"; do
    [[ $entry =~ ^[A-Za-z_][A-Za-z0-9_]*(=|$) ]] || run_die 3 ENVIRONMENT_INVALID "A variable of the container is malformed." \
      "app_env_args of $0" "${entry%%=*}" "" "print lines of the form -e NAME=VALUE"
    [[ ${entry%%=*} == *_FILE || ! ${entry%%=*} =~ (KEY|SECRET|TOKEN|PASSWORD|PASS|MNEMONIC)$ || $entry == *= ]] ||
      run_warn "${entry%%=*} shows in docker inspect; hand it over as a file: SERVICE_SECRETS."
  done
  (umask 077 && printf '%s\n' "${RUN_ENVIRONMENT[@]}" >"$1")
}

run_dry_run() {
  local -a networks
  mapfile -t networks < <(run_networks)
  run_plan_container "$CONTAINER_NAME" ENVIRONMENT
  if [[ -n $RUN_JSON ]]; then
    run_print_plan_json "${networks[@]}"
    exit 0
  fi
  printf 'Networks: %s\n' "${networks[*]:-none}"
  printf 'Environment (in a file, never in argv):\n'
  printf '  %s\n' "${RUN_ENVIRONMENT[@]}"
  printf 'Command:\n  docker create'
  printf ' %q' "${RUN_CREATE[@]}"
  printf '\n'
  exit 0
}

run_print_plan_json() {
  printf '{'
  run_json_pairs action dry-run container "$CONTAINER_NAME" image "$IMAGE_NAME" mode "$RUN_MODE"
  printf ',"networks":%s,"environment":%s,"arguments":%s}\n' "$(run_json_list "$@")" \
    "$(run_json_list "${RUN_ENVIRONMENT[@]}")" "$(run_json_list "${RUN_CREATE[@]}")"
}
