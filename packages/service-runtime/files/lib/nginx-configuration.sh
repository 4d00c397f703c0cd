# shellcheck shell=bash
# The one nginx configuration of all services. Every value in it was validated; the routes are rendered by compose-gen.

# nginx_configuration tls|plain
nginx_configuration() {
  nginx_main
  [[ ! -f $SERVICE_ROUTES/stream.conf ]] || printf 'stream {\n  include %s;\n}\n' "$SERVICE_ROUTES/stream.conf"
  printf 'http {\n'
  nginx_http
  [[ $1 != tls ]] || nginx_tls_servers
  nginx_plain_servers "$1"
  printf '}\n'
}

nginx_main() {
  local cores files
  cores=$(nproc)
  files=$(open_files)
  [[ ! -f $SERVICE_ROUTES/stream.conf ]] || printf 'load_module modules/ngx_stream_module.so;\n'
  cat <<NGINX
load_module modules/ngx_http_headers_more_filter_module.so;
pid $STATE/nginx/nginx.pid;
error_log stderr warn;
worker_processes $((cores < 4 ? cores : 4));
# After a reload the old workers serve the connections that they have, WebSockets above all, until clients end them.
worker_shutdown_timeout 7d;
worker_rlimit_nofile $files;
events {
  worker_connections $((files < 8192 ? files : 8192));
}
NGINX
}

nginx_http() {
  cat <<NGINX
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  # No query, no header: they may hold secrets.
  log_format requests escape=json '{"time":"\$time_iso8601","host":"\$host","method":"\$request_method","path":"\$uri","status":\$status,"bytes":\$bytes_sent,"seconds":\$request_time,"protocol":"\$server_protocol"}';
NGINX
  nginx_access_log
  cat <<NGINX
  # Below crit, lines about a request quote it with its query; the access log has the status of what failed.
  error_log stderr crit;
  server_tokens off;
  sendfile on;
  tcp_nopush on;
  # HAProxy cuts connections that were idle for 30 s: nginx ends them first, in order.
  keepalive_timeout 25s;
  client_header_timeout 15s;
  client_body_timeout 15s;
  send_timeout 30s;
  more_set_headers 'X-Content-Type-Options: nosniff';
  more_clear_headers Server;
NGINX
  nginx_bodies
  # A read that timed out is not tried again elsewhere; what cannot be reached is.
  printf '  proxy_next_upstream_timeout 10s;\n'
  http_routes
}

# A busy door would push what failed out of a rotated log within a minute: by default that and what took over 1 s is all it says.
# A write for each line costs a quarter of nginx's time; what a pipe takes in one piece (pipe(7)) is never torn by another worker.
nginx_access_log() {
  local log="access_log /dev/stdout requests buffer=4k flush=1s"
  case $ACCESS_LOG in
    all) printf '  %s;\n' "$log" ;;
    none) printf '  access_log off;\n' ;;
    problems) cat <<NGINX ;;
  map "\$status \$request_time" \$noteworthy {
    default 1;
    "~^[123][0-9]+ 0[.]" 0;
  }
  $log if=\$noteworthy;
NGINX
  esac
}

# Slow clients would fill /tmp, which certbot needs: bodies pass through memory, in both directions, and the folders that
# nginx wants to have stay empty.
nginx_bodies() {
  local kind
  printf '  client_max_body_size 1m;\n  proxy_request_buffering off;\n  proxy_max_temp_file_size 0;\n'
  for kind in client_body proxy fastcgi uwsgi scgi; do
    printf '  %s_temp_path %s;\n' "$kind" "$TEMPORARY/service-runtime/$kind"
  done
}

# TLS as Mozilla's intermediate configuration has it (ssl-config.mozilla.org), without finite-field Diffie-Hellman.
nginx_tls_servers() {
  local domain
  cat <<NGINX
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
  ssl_prefer_server_ciphers off;
  ssl_ecdh_curve X25519:prime256v1:secp384r1;
  ssl_session_cache shared:tls:4m;
  ssl_session_timeout 1d;
  ssl_session_tickets off;
  server {
    listen $SSL_HTTPS_PORT ssl default_server;
    ssl_reject_handshake on;
    # The right name in the handshake, and another one, or none, in the request. HTTP/0.9 has no status.
    if (\$server_protocol !~ "^HTTP/[1-9]") {
      return 444;
    }
    return 421;
  }
NGINX
  for domain in "${DOMAINS[@]}"; do
    nginx_tls_server "$domain"
  done
}

nginx_tls_server() {
  cat <<NGINX
  server {
    listen $SSL_HTTPS_PORT ssl;
    http2 on;
    server_name $1;
    ssl_certificate $(tls_certificate "$1");
    ssl_certificate_key $(tls_private_key "$1");
NGINX
  # A browser that once saw the header refuses every other certificate: only where the real one is served.
  if [[ $ENVIRONMENT == production ]] && ((HSTS_MAX_AGE > 0)); then
    printf "    more_set_headers 'Strict-Transport-Security: max-age=%d';\n" "$HSTS_MAX_AGE"
  fi
  nginx_routes
  printf '  }\n'
}

# Behind port 80, and, without TLS or beside it, for everybody.
nginx_plain_servers() {
  local domain
  if [[ $1 == tls ]]; then
    for domain in "${DOMAINS[@]}"; do
      printf '  server {\n    listen 127.0.0.1:%d;\n    server_name %s;\n' "$PORT_80_TARGET" "$domain"
      # shellcheck disable=SC2016 # nginx's variable
      printf '    return 308 https://%s$request_uri;\n  }\n' "$domain"
    done
    [[ $SERVICE_HTTP_BESIDE_TLS == true ]] || return 0
  fi
  printf '  server {\n'
  [[ $1 == tls || -z $SSL_DOMAIN ]] || printf '    listen 127.0.0.1:%d;\n' "$PORT_80_TARGET"
  ((SERVICE_HTTP_PORT == 0)) || printf '    listen %d;\n' "$SERVICE_HTTP_PORT"
  nginx_routes
  printf '  }\n'
}

nginx_routes() {
  if [[ -f $SERVICE_ROUTES/server.conf ]]; then
    printf '    include %s;\n' "$SERVICE_ROUTES/server.conf"
  else
    printf '    return 404;\n'
  fi
}
