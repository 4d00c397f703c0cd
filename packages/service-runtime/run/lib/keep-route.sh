# shellcheck shell=bash
# The routes at HAProxy while a container gives way to another one: kept, where both have the same domains. Without that the
# domain is away for two reloads of HAProxy, each of which cuts the long connections of all its services.

# run_keep_route CONTAINER ROUTES: tells it that one with these routes follows. One whose image does not know that takes its
# routes with it.
run_keep_route() {
  [[ $RUN_MODE == haproxy && $(run_routes_of "$1") == "$2" ]] || return 0
  run_limited 10 docker exec "$1" service-keep-route >/dev/null 2>&1 || true
}

# run_take_route CONTAINER: none followed; it takes its routes with it when it ends.
run_take_route() {
  [[ $RUN_MODE != haproxy ]] || run_limited 10 docker exec "$1" service-keep-route --no >/dev/null 2>&1 || true
}

# run_routes_of CONTAINER: what decides which routes it has, and where.
run_routes_of() {
  run_ask container inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$1" 2>/dev/null |
    grep -E '^(SSL_DOMAIN|SSL_DOMAIN_ALIASES|HAPROXY_HOST)=.' | sort || true
}

# run_wanted_routes: the same of the settings.
run_wanted_routes() {
  local name
  for name in HAPROXY_HOST SSL_DOMAIN SSL_DOMAIN_ALIASES; do
    [[ -z ${!name} ]] || printf '%s=%s\n' "$name" "${!name}"
  done | sort
}
