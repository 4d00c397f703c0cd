# shellcheck shell=bash
# Settings in a support bundle: the values of those that cannot be a secret, the names of all others.

RUN_SHOWN_NAMES='^(SSL_DOMAIN|SSL_DOMAIN_ALIASES|SSL_REQUIRED|SSL_STAGING|SSL_TEST_MODE|SSL_CERT_RENEW_DAYS|SSL_NO_EMAIL|HAPROXY_HOST|HAPROXY_NET|HAPROXY_TAKEOVER|USE_HAPROXY|DATA_VOLUME|DATA_TARGET|DATA_CLASS|DATA_ENGINE|LETSENCRYPT_VOLUME|ACCESS_LOG|SERVICE_NAME|STACK_NAME|STACK_PROJECT|STACK_NETWORK|STACK_GENERATION|COMPOSE_GENERATION|COMPOSE_FILE|PROJECT_NAME|[A-Z_]+_(FILE|PORT|DIR|FOLDER))$'

# run_bundle_show NAME=VALUE: the line; of an address scheme and host.
run_bundle_show() {
  local name=${1%%=*} value=${1#*=}
  if [[ ! $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then
    printf '<not shown>\n'
  elif [[ $name =~ $RUN_SHOWN_NAMES ]]; then
    printf '%s=%s\n' "$name" "$value"
  elif [[ $name =~ $RUN_SECRET_NAMES ]]; then
    printf '%s=<not shown>\n' "$name"
  elif [[ $value =~ ^(true|false|none|[0-9]{0,9})$ ]]; then
    printf '%s=%s\n' "$name" "$value"
  elif [[ $value =~ ^([a-z]+://)([^/,[:space:]]*@)?([A-Za-z0-9.:-]+)([/?,].*)?$ ]]; then
    printf '%s=%s%s%s\n' "$name" "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]}" "${BASH_REMATCH[4]:+/…}"
  else
    printf '%s=<not shown>\n' "$name"
  fi
}
