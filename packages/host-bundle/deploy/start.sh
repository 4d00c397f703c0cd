# shellcheck shell=bash
# The deployment: everything is looked at first, then one service after the other; the first failure ends it.

deploy_start() {
  local index
  deploy_require_ready
  deploy_pull
  for index in "${!DEPLOY_SERVICES[@]}"; do
    deploy_start_service "$index"
  done
  deploy_settle
  deploy_print_table
  deploy_print_settings
  deploy_end
}

# deploy_pull: the images that are missing; ends the script when one cannot be had.
deploy_pull() {
  [[ ${DEPLOY_ANSWER[*]} == *' not here yet'* ]] || return 0
  deploy_run_each pull "${DEPLOY_SERVICES[@]}"
  (($(deploy_worst) == 0)) || run_die "$(deploy_worst)" IMAGE_NOT_PULLED "Not all images could be fetched; no service was changed." \
    "pull of $(deploy_failed)" "" "" "do what is said above, then the same command again; --check names all that are missing"
}

# deploy_require_ready: all findings of all three; ends the script when one of them would not start.
deploy_require_ready() {
  local code
  run_say "Looking at this host for all three services..."
  deploy_ask check deploy_show
  run_print_result
  code=$(deploy_worst)
  ((code == 0)) || run_die "$code" NOT_READY "This host is not ready for all three services; nothing was changed." \
    "--check of $(deploy_failed)" "" "" "mend what is marked above, then the same command again"
  RUN_RESULTS=() RUN_WARNINGS=0 RUN_FAILURES=0
}

# deploy_start_service INDEX
deploy_start_service() {
  local service=${DEPLOY_SERVICES[$1]} code=0
  printf '\n%s%s of %s: %s%s\n%s\n' "$RUN_BOLD" "$(($1 + 1))" "${#DEPLOY_SERVICES[@]}" "$service" "$RUN_PLAIN" "$RUN_DOUBLE_LINE"
  deploy_run "$service" start || code=$?
  if [[ -n $RUN_INTERRUPTED ]]; then
    deploy_stopped "$(($1 + (code == 0)))" "$RUN_INTERRUPTED" "The deployment was interrupted."
  elif ((code != 0)); then
    deploy_stopped "$1" "$code" "The deployment stopped: the script of the $service ended with $code."
  fi
}

# deploy_stopped STARTED CODE WHAT: how many are done, and how to go on; ends the script.
deploy_stopped() {
  local ready="${DEPLOY_SERVICES[*]:0:$1}" rest="${DEPLOY_SERVICES[*]:$1}" next="the same command again"
  [[ -n $RUN_INTERRUPTED ]] || next="mend what is said above, then $next"
  # The script ends here anyway.
  RUN_INTERRUPTED=''
  run_die "$2" DEPLOYMENT_STOPPED "$3" "" "done: ${ready:-nothing}; to come: ${rest:-nothing}" "" \
    "$next: what is done stays as it is, and the rest is started"
}
