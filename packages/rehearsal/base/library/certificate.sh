# shellcheck shell=bash
# One certificate per name: the one on disk if it lasts, else self-signed (test mode) or from the ACME server.

# shellcheck source=../library/certificate-days.sh
source /usr/local/lib/ssl-manager/certificate-days.sh

self_sign() {
  local domain=$1 folder=$2
  mkdir -p "$folder"
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$domain" \
    -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
  chmod 600 "$folder/privkey.pem"
}

request_certificate() {
  local domain=$1 record=/tmp/certbot.log
  local -a options=(--register-unsafely-without-email)
  [[ $domain == "$SSL_DOMAIN" ]] || record=/tmp/certbot-alias.log
  [[ -z $SSL_ADMIN_EMAIL ]] || options=(--email "$SSL_ADMIN_EMAIL")
  [[ $SSL_STAGING != true ]] || options+=(--staging)
  if ! certbot certonly --non-interactive --agree-tos --webroot --webroot-path "$WEBROOT" \
    -d "$domain" "${options[@]}" 2>&1 | tee "$record"; then
    cat "$record" >&2
    die 11 "no certificate for $domain"
  fi
}

obtain_certificate() {
  local domain=$1 folder="/etc/letsencrypt/live/$1" days
  if [[ -f $folder/fullchain.pem && -f $folder/privkey.pem ]]; then
    days=$(certificate_days "$folder/fullchain.pem")
    if ((days > SSL_CERT_RENEW_DAYS)); then
      log "the certificate of $domain lasts $days days and is kept"
      return
    fi
  fi
  if [[ $SSL_TEST_MODE == true ]]; then
    self_sign "$domain" "$folder"
  else
    request_certificate "$domain"
  fi
  [[ -f $folder/fullchain.pem && -f $folder/privkey.pem ]] || die 11 "no certificate files for $domain"
}
