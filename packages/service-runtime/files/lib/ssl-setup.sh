# shellcheck shell=bash
# The base's own ssl-setup, unmodified, without registration: it would drop a working HTTPS route first and try a refusal
# for five minutes. Its children are ended afterwards, and supervised ones take their place.

# run_ssl_setup: its exit code. The shims let the name `haproxy` not resolve for it, and its server on port 80 not start:
# the supervised one is there.
run_ssl_setup() {
  local code=0
  run_job env -u HAPROXY_HOST -u HAPROXY_API_KEY -u HAPROXY_API_KEY_FILE -u EXTRA_PORTS \
    "PATH=$RUNTIME/shims:$PATH" "APP_HTTP_PORT=$(port_80_target)" ssl-setup || code=$?
  stop_left_over "$TEMPORARY/.ssl-http-proxy.pid" ssl-http-proxy
  stop_left_over "$TEMPORARY/.ssl-renew.pid" ssl-renew
  rm -f -- "$TEMPORARY/.ssl-env"
  return "$code"
}

# stop_left_over PID_FILE NAME: a process that left ssl-setup's group. The number may be another's by now.
stop_left_over() {
  local pid
  [[ -r $1 ]] || return 0
  pid=$(<"$1")
  rm -f -- "$1"
  [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 0
  [[ $(tr '\0' ' ' <"/proc/$pid/cmdline") != *"$2"* ]] || kill -TERM "$pid" 2>/dev/null || true
}

# port_80_target: port on loopback behind port 80.
port_80_target() {
  if ((APP_HTTP_PORT == 0)); then
    printf '%s\n' "$PORT_80_TARGET"
  else
    printf '%s\n' "$APP_HTTP_PORT"
  fi
}

# acquire_certificates: registers plain HTTP, runs ssl-setup; 0, or the exit code of ssl-setup, with the error reported.
acquire_certificates() {
  local code=0
  if [[ -n $HAPROXY_HOST ]]; then
    set_user_prefix "$REGISTRATION_USER"
    run_job "${user_prefix[@]}" "$RUNTIME/bin/register-for-challenge" || code=$?
    if ((code != 0)); then
      registration_error
      return 13
    fi
  fi
  run_ssl_setup || code=$?
  if ((code == 0)); then
    have_certificates || code=11
  fi
  if ((code == 0)); then
    forget_failures
    return 0
  fi
  record_failure || true
  setup_error "$code"
  return "$code"
}

setup_error() {
  local cause next="" evidence=""
  case $1 in
    10)
      cause="http://$SSL_DOMAIN does not lead to port 80 of this container"
      next="Check the A record of the domain, that no AAAA record leads elsewhere, and that port 80 of the host is HAProxy's."
      ;;
    11)
      cause="The certificate authority refused, or could not be reached."
      evidence=$(tail -n 8 "$TEMPORARY/certbot.log" 2>/dev/null || true)
      # The end of certbot's own log names the type of the refusal (RFC 8555 §6.7).
      ! tail -n 40 /var/log/letsencrypt/letsencrypt.log 2>/dev/null | grep -q 'acme:error:rateLimited' ||
        cause="The certificate authority's rate limit is reached: asking sooner does not help."
      next="Read the lines above. The next try keeps within the authority's limits: four an hour."
      ;;
    12) cause="The certificate does not serve TLS on port 8443 of this container." ;;
    *) cause="ssl-setup of the base image ended with $1." ;;
  esac
  report_error "SSL_SETUP_$1" "There is no certificate for $SSL_DOMAIN." "ssl-setup, exit code $1" "$evidence" "$cause" "$next"
}

registration_error() {
  local messages
  messages=$(jq -r 'select(.state != "registered") | .message' "$STATE"/registration/*.json 2>/dev/null) || true
  report_error REGISTRATION_REFUSED "HAProxy's registration API did not take the domain, and there is no certificate yet." \
    "http://$HAPROXY_HOST:$HAPROXY_API_PORT/v1/backends" "$messages" "" \
    "Mend what the API says, or unset HAPROXY_HOST when port 80 of the domain reaches this container directly."
}
