# shellcheck shell=bash
# The two middle steps of a start: certificates, then services.

# obtain_certificates: sets `mode` to tls or plain, and `acquire_later`. With valid ones on disk nothing is asked of
# HAProxy, DNS or the authority.
obtain_certificates() {
  mode=plain
  acquire_later=false
  [[ -n $SSL_DOMAIN ]] || return 0
  set_phase certificates
  if ! have_certificates; then
    check_folder "$LETSENCRYPT" 0:0 "the certificates"
    settle_lineages
  fi
  if have_certificates; then
    mode=tls
  elif [[ $SSL_REQUIRED == true ]]; then
    acquire_or_end
  else
    acquire_or_serve_plain
  fi
}

# serve_port_80: before anything is registered. A server that HAProxy finds closed once is out for two of its checks, and
# ssl-setup gives the domain 15 s to lead here.
serve_port_80() {
  local tenths
  supervise port-80
  start_supervisor
  for ((tenths = 0; tenths < 100; tenths++)); do
    ! nc -z -w 2 127.0.0.1 80 2>/dev/null || return 0
    pause 0.1
  done
  report_error PORT_80_CLOSED "Port 80 of the container is not served." "ssl-http-proxy of the base image" "" "" "Read the lines above."
  shut_down 1
}

acquire_or_end() {
  local seconds code=0
  seconds=$(seconds_to_wait)
  if ((seconds > 0)); then
    set_phase "waiting $seconds s for the next try: $(recent_failures | wc -l) failed within the last hour"
    pause "$seconds" || true
  fi
  set_phase acquiring
  serve_port_80
  acquire_certificates || code=$?
  ((code == 0)) || shut_down "$code"
  mode=tls
}

# Without the right to wait now, the service comes first.
acquire_or_serve_plain() {
  set_phase acquiring
  serve_port_80
  if (($(seconds_to_wait) == 0)) && acquire_certificates; then
    mode=tls
  else
    acquire_later=true
    set_problem acquisition "no certificate: plain HTTP is served, and tries go on"
  fi
}

start_services() {
  local problem
  set_phase starting
  if ! problem=$(serve_mode "$mode"); then
    report_error NGINX_REFUSED "nginx does not take its configuration." "$NGINX_FILE.new" "$problem"
    shut_down 1
  fi
  ! needs_nginx "$mode" || supervise nginx
  supervise "${SERVICE_PROCESSES[@]}"
  [[ -z $SSL_DOMAIN ]] || supervise port-80
  [[ -z $(list_watches) ]] || supervise watcher
  [[ $mode != tls ]] || supervise renewal
  [[ $acquire_later == false ]] || supervise acquisition
  [[ -z $SSL_DOMAIN || -z $HAPROXY_HOST ]] || supervise heartbeat
}
