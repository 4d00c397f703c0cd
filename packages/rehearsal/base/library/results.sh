# shellcheck shell=bash
# What a successful run leaves for the application: the renewal loop, the paths, an nginx fragment for the aliases.

start_renewal_loop() {
  ssl-renew &
  printf '%s\n' "$!" >/tmp/.ssl-renew.pid
}

# Lines without `export` and, but for the list of names, without quotes.
write_environment() {
  local alias name
  {
    printf 'SSL_CERT_FILE=/etc/letsencrypt/live/%s/fullchain.pem\n' "$SSL_DOMAIN"
    printf 'SSL_KEY_FILE=/etc/letsencrypt/live/%s/privkey.pem\n' "$SSL_DOMAIN"
    # shellcheck disable=SC2154 # set by the command that sources this
    if ((${#aliases[@]} > 0)); then
      printf 'SSL_ALL_DOMAINS="%s"\n' "$SSL_DOMAIN ${aliases[*]}"
    fi
    for alias in "${aliases[@]}"; do
      name=${alias//[.-]/_}
      printf 'SSL_CERT_%s=/etc/letsencrypt/live/%s/fullchain.pem\n' "$name" "$alias"
      printf 'SSL_KEY_%s=/etc/letsencrypt/live/%s/privkey.pem\n' "$name" "$alias"
    done
  } >/tmp/.ssl-env
}

# alias_server ALIAS: a server that hands everything to the primary one on the same port.
alias_server() {
  cat <<NGINX
map \$http_upgrade \$connection_upgrade {
    default upgrade;
    '' close;
}
server {
    listen $SSL_HTTPS_PORT ssl;
    http2 on;
    server_name $1;
    ssl_certificate /etc/letsencrypt/live/$1/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/$1/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    client_max_body_size 100m;
    location / {
        proxy_pass https://127.0.0.1:$SSL_HTTPS_PORT;
        proxy_ssl_verify off;
        proxy_http_version 1.1;
        proxy_set_header Upgrade \$http_upgrade;
        proxy_set_header Connection \$connection_upgrade;
        proxy_set_header Host $SSL_DOMAIN;
        proxy_set_header X-Real-IP \$remote_addr;
        proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Original-Host $1;
        proxy_read_timeout 86400s;
        proxy_send_timeout 300s;
    }
}
NGINX
}

write_alias_servers() {
  local alias
  for alias in "${aliases[@]}"; do
    alias_server "$alias"
  done >/tmp/.ssl-alias-nginx.conf
}
