# shellcheck shell=bash
# Settings: those of the image (service.sh), those of the container (environment), defaults. README.md lists them all.

RUNTIME=$(cd -- "${BASH_SOURCE[0]%/*}/.." && pwd -P)
# Where things are; tests move them.
STATE=${SERVICE_RUNTIME_STATE:-/run/service-runtime}
TEMPORARY=${SERVICE_RUNTIME_TEMPORARY:-/tmp}
LETSENCRYPT=${SERVICE_RUNTIME_LETSENCRYPT:-/etc/letsencrypt}
SERVICE_CONFIGURATION=${SERVICE_CONFIGURATION:-/etc/service-runtime/service.sh}
RENEWAL_MARKER=$TEMPORARY/.ssl-renewal-restart

SSL_DOMAIN=${SSL_DOMAIN:-}
SSL_DOMAIN_ALIASES=${SSL_DOMAIN_ALIASES:-}
SSL_ADMIN_EMAIL=${SSL_ADMIN_EMAIL:-}
SSL_REQUIRED=${SSL_REQUIRED:-true}
SSL_STAGING=${SSL_STAGING:-false}
SSL_TEST_MODE=${SSL_TEST_MODE:-false}
SSL_HTTPS_PORT=${SSL_HTTPS_PORT:-443}
APP_HTTP_PORT=${APP_HTTP_PORT:-0}
HAPROXY_HOST=${HAPROXY_HOST:-}
HAPROXY_API_PORT=${HAPROXY_API_PORT:-8404}
HAPROXY_TAKEOVER=${HAPROXY_TAKEOVER:-false}
EXTRA_PORTS=${EXTRA_PORTS:-}
HSTS_MAX_AGE=${HSTS_MAX_AGE:-31536000}
ACCESS_LOG=${ACCESS_LOG:-problems}

# What the image says about itself.
SERVICE_NAME=service
SERVICE_USER=1001:1001
SERVICE_PROCESSES=()
SERVICE_SECRETS=()
SERVICE_DIRECTORIES=()
SERVICE_WATCHES=()
SERVICE_ROUTES=/etc/service-runtime/routes
SERVICE_HTTP_PORT=8080
SERVICE_HTTP_BESIDE_TLS=false
SERVICE_STOP_SECONDS=25
SERVICE_WATCH_SECONDS=10
service_validate() { :; }
service_prepare() { :; }
service_ready() { :; }
service_warnings() { :; }

# Users apart from the service's: the door of the Internet, and the one that holds the API key.
NGINX_USER=33:33
REGISTRATION_USER=65533:65533
# Port on loopback behind port 80: redirects to HTTPS, or serves the routes while there is no certificate.
PORT_80_TARGET=8079

# Prints the entries of a comma separated list, trimmed, without empty ones.
list_entries() {
  local -a entries
  local entry
  IFS=, read -r -a entries <<<"$1"
  for entry in "${entries[@]}"; do
    read -r entry <<<"$entry"
    [[ -z $entry ]] || printf '%s\n' "$entry"
  done
}

# The domains, the primary one first, each once.
list_domains() {
  local domain
  local -A seen=()
  [[ -n $SSL_DOMAIN ]] || return 0
  printf '%s\n' "$SSL_DOMAIN"
  seen[$SSL_DOMAIN]=yes
  while IFS= read -r domain; do
    [[ -n ${seen[$domain]:-} ]] || printf '%s\n' "$domain"
    seen[$domain]=yes
  done < <(list_entries "$SSL_DOMAIN_ALIASES")
}

# shellcheck source=/dev/null
[[ ! -f $SERVICE_CONFIGURATION ]] || source "$SERVICE_CONFIGURATION"
mapfile -t DOMAINS < <(list_domains)

# The certificate authority's side that is wanted: a certificate of another one is not used.
if [[ $SSL_TEST_MODE == true ]]; then
  ENVIRONMENT="test"
elif [[ $SSL_STAGING == true ]]; then
  ENVIRONMENT=staging
else
  ENVIRONMENT=production
fi
