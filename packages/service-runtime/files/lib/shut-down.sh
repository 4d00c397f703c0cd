# shellcheck shell=bash
# The end of the container: out of HAProxy first, while everything still answers, then the children.

UNREGISTER_SECONDS=10
# How long an announced replacement holds: a container that went on after all takes its routes with it when it ends.
KEEP_ROUTE_SECONDS=120
stopping=false

# shut_down EXIT_CODE: never returns.
shut_down() {
  trap '' TERM INT QUIT HUP
  stopping=true
  [[ ! -d $STATE ]] || set_phase stopping
  kill_job
  stop_child heartbeat
  stop_child acquisition
  unregister
  if [[ -n $supervisor ]] && is_up nginx; then
    s6-svc -wD -T 4000 -d "$STATE/services/nginx" 2>/dev/null || true
  fi
  stop_supervisor
  log "stopped"
  exit "$1"
}

# unregister: only what this start may have registered, and no longer than its limit, whatever HAProxy does.
unregister() {
  [[ -n $HAPROXY_HOST && -n $SSL_DOMAIN && -d $STATE/registration ]] || return 0
  if keeps_route; then
    log "leaves its routes to the container that follows"
    return 0
  fi
  as_user "$REGISTRATION_USER" timeout -k 1 "$UNREGISTER_SECONDS" "$RUNTIME/bin/unregister" ||
    warn "HAProxy was not told within $UNREGISTER_SECONDS s; the next start mends the registration"
}

# keeps_route: see bin/keep-route.
keeps_route() {
  local kept=$STATE/registration/kept
  [[ -e $kept ]] && (($(date +%s) - $(stat -c %Y -- "$kept") < KEEP_ROUTE_SECONDS))
}
