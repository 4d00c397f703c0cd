# shellcheck shell=bash
# Checks of the environment before anything starts: what is wrong is said within a second, all of it, and nothing changed.

: "${SSL_NO_EMAIL:=false}"

# validate_environment: ends the start with 3 after the last problem.
validate_environment() {
  [[ $ACCESS_LOG =~ ^(problems|all|none)$ ]] ||
    invalid ACCESS_LOG_INVALID "ACCESS_LOG is neither problems nor all nor none." ACCESS_LOG
  check_number SERVICE_HTTP_PORT 0 65535
  validate_secrets
  validate_directories
  if [[ -n $SSL_DOMAIN ]]; then
    validate_tls
    validate_root
  fi
  service_validate
  ((problems == 0)) || exit 3
}

validate_tls() {
  local variable
  for variable in SSL_REQUIRED SSL_STAGING SSL_TEST_MODE SSL_NO_EMAIL; do
    check_boolean "$variable"
  done
  validate_domains
  validate_email
  check_number SSL_HTTPS_PORT 1 65535
  check_number APP_HTTP_PORT 0 65535
  check_number HSTS_MAX_AGE 0 99999999
  validate_ports
  [[ -z $HAPROXY_HOST ]] || validate_haproxy
}

validate_domains() {
  local problem alias
  problem=$(domain_problem "$SSL_DOMAIN")
  [[ -z $problem ]] || invalid DOMAIN_INVALID "SSL_DOMAIN $problem." SSL_DOMAIN "" "Write the name of the A record, e.g. relay-dev.example.org."
  while IFS= read -r alias; do
    problem=$(domain_problem "$alias")
    [[ -z $problem ]] || invalid ALIAS_INVALID "An alias, $alias, $problem." SSL_DOMAIN_ALIASES
  done < <(list_entries "$SSL_DOMAIN_ALIASES")
}

# Without an address the base runs certbot with --register-unsafely-without-email; that has to be wanted.
validate_email() {
  [[ $SSL_TEST_MODE != true ]] || return 0
  if [[ -z $SSL_ADMIN_EMAIL ]]; then
    [[ $SSL_NO_EMAIL == true ]] || invalid EMAIL_MISSING "SSL_ADMIN_EMAIL is not set." SSL_ADMIN_EMAIL \
      "The certificate authority wants an address for its account." \
      "Set it, or SSL_NO_EMAIL=true to do without, or SSL_TEST_MODE=true for a self-signed certificate."
  elif [[ ! $SSL_ADMIN_EMAIL =~ ^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$ ]]; then
    invalid EMAIL_INVALID "SSL_ADMIN_EMAIL is not an e-mail address." SSL_ADMIN_EMAIL
  fi
}

# Ports that something else in this container or at HAProxy has.
validate_ports() {
  local taken
  for taken in 80 8404 8443 "$PORT_80_TARGET"; do
    [[ $SSL_HTTPS_PORT != "$taken" ]] || invalid PORT_TAKEN "SSL_HTTPS_PORT cannot be $taken." SSL_HTTPS_PORT
    [[ $APP_HTTP_PORT != "$taken" ]] || invalid PORT_TAKEN "APP_HTTP_PORT cannot be $taken." APP_HTTP_PORT
  done
}

validate_haproxy() {
  local name='^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$'
  [[ $HAPROXY_HOST =~ $name ]] || invalid HAPROXY_HOST_INVALID "HAPROXY_HOST is not a host name." HAPROXY_HOST
  check_number HAPROXY_API_PORT 1 65535
  check_extra_ports
  [[ $HAPROXY_TAKEOVER =~ ^(false|dead)$ ]] ||
    invalid TAKEOVER_INVALID "HAPROXY_TAKEOVER is neither false nor dead." HAPROXY_TAKEOVER "" \
      "A domain is taken from a dead container only (dead), or not at all (false). Stop a live one first."
  [[ $(hostname) =~ ^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$ ]] ||
    invalid HOSTNAME_INVALID "The host name of this container cannot be registered." HOSTNAME "" "Set hostname: to the container's name."
}

# certbot writes as root; the rest needs to become other users, and to listen on low ports without root.
validate_root() {
  local first=/proc/sys/net/ipv4/ip_unprivileged_port_start
  ((EUID == 0)) || fail 3 NEEDS_ROOT "With SSL_DOMAIN the container has to start as root; the service itself does not run as root." \
    "user of the container" "uid $EUID" "certbot writes as root." "Remove --user, or unset SSL_DOMAIN to serve plain HTTP."
  setpriv --reuid=65534 --regid=65534 --clear-groups -- true 2>/dev/null ||
    fail 3 CAPABILITY_MISSING "The container cannot drop root." "capabilities of the container" "" "" \
      "Add the capabilities CHOWN, KILL, NET_BIND_SERVICE, SETGID and SETUID."
  [[ ! -r $first ]] || (($(<"$first") <= 80)) ||
    fail 3 LOW_PORTS_CLOSED "Only root may listen on the ports 80 and $SSL_HTTPS_PORT here." "$first" "$(<"$first")" \
      "Docker opens them in a network of its own, not with --network host." "Add --sysctl net.ipv4.ip_unprivileged_port_start=0."
}
