# shellcheck shell=bash
# The server on port 80: challenge files, nonces, and the application's plain HTTP port.

HTTP_PROXY_PID_FILE=/tmp/.ssl-http-proxy.pid

start_http_proxy() {
  local attempt
  python3 /usr/local/bin/ssl-http-proxy --port 80 --webroot "$WEBROOT" \
    --upstream "127.0.0.1:$APP_HTTP_PORT" --cert-dir "/etc/letsencrypt/live/$SSL_DOMAIN" &
  printf '%s\n' "$!" >"$HTTP_PROXY_PID_FILE"
  for attempt in {1..10}; do
    if nc -z localhost 80; then
      log "port 80 answers (try $attempt)"
      return
    fi
    sleep 0.5
  done
  die 1 "port 80 is not served"
}

stop_http_proxy() {
  if [[ -f $HTTP_PROXY_PID_FILE ]]; then
    kill "$(<"$HTTP_PROXY_PID_FILE")" 2>/dev/null || true
  fi
}
