# shellcheck shell=bash
# Certificates while the service already runs without TLS (SSL_REQUIRED=false): tries until there are some, as often as
# the authority allows, and switches to TLS then.

run_acquisition() {
  local problem
  trap 'kill_job; exit 0' TERM
  while ! acquire_in_time; do :; done
  if ! problem=$(serve_mode tls); then
    set_problem acquisition "$problem"
    exit 1
  fi
  clear_problem acquisition
  log "TLS is served from now on"
  supervise renewal watcher
  s6-svc -O "$STATE/services/acquisition"
}

acquire_in_time() {
  local seconds code=0
  seconds=$(seconds_to_wait)
  if ((seconds > 0)); then
    set_problem acquisition "no certificate; the next try is in $seconds s"
    pause "$seconds" || true
  fi
  settle_lineages
  acquire_certificates || code=$?
  ((code == 0)) || set_problem acquisition "no certificate: ssl-setup ended with $code"
  # A refusal of the registration is not among the authority's failures, and is not asked at full speed either.
  ((code != 13)) || pause 60 || true
  return "$code"
}
