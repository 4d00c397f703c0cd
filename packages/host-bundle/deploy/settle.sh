# shellcheck shell=bash
# The end of a deployment. Each registration has HAProxy read its settings again, at most 2 s later, and ends long-lived
# connections 30 s after that: what a service is asked at such a moment may be cut off.

# Longest time until all three are well, s.
: "${DEPLOY_SETTLE_TIMEOUT:=45}"

# deploy_settle: asks all three until none has anything to say against itself; what fails is shown when it is first seen,
# and at the end if it stays.
deploy_settle() {
  local deadline=$((SECONDS + DEPLOY_SETTLE_TIMEOUT)) seen=''
  while true; do
    deploy_ask status
    (($(deploy_worst) > 0)) || return 0
    ((SECONDS < deadline)) || break
    if [[ -z $seen ]]; then
      seen=true
      deploy_show_all_failed
      run_say "Asking again, for at most $DEPLOY_SETTLE_TIMEOUT s..."
    fi
    run_pause 1
  done
  deploy_show_all_failed
}

deploy_show_all_failed() {
  local service
  for service in "${DEPLOY_SERVICES[@]}"; do
    [[ ${DEPLOY_CODE[$service]} == 0 ]] || deploy_show "$service"
  done
}
