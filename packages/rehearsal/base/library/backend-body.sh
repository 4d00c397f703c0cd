# shellcheck shell=bash
# The request that registers one domain, and the header that authorises it.

# backend_body DOMAIN HTTPS_PORT|null: the JSON body. A value that is no JSON ends jq with 2.
backend_body() {
  jq -n --arg domain "$1" --arg container "$(hostname)" --argjson https "$2" \
    --argjson extra "${EXTRA_PORTS:-null}" \
    '{domain: $domain, container: $container, http_port: 80, https_port: $https, extra_ports: $extra}'
}

# The curl options of the API key, or nothing.
authorization=()
set_authorization() {
  if [[ -n ${HAPROXY_API_KEY:-} ]]; then
    # shellcheck disable=SC2034 # read by who asks the API
    authorization=(-H "Authorization: Bearer $HAPROXY_API_KEY")
  fi
}
