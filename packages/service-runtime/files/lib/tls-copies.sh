# shellcheck shell=bash
# Certificate and key where the unprivileged nginx can read them: owned by root, readable by nginx's group, in tmpfs.
# The names are TLS_…: a process that inherits SSL_CERT_FILE trusts that one file instead of all authorities.

tls_certificate() { printf '%s\n' "$STATE/tls/$1/certificate.pem"; }
tls_private_key() { printf '%s\n' "$STATE/tls/$1/private-key.pem"; }

# copy_pair DOMAIN: checks first, so that a bad pair never replaces a good one; prints the problem and fails.
copy_pair() {
  local folder=$STATE/tls/$1 problem
  mkdir -p -- "$folder"
  hand_folder "$folder" "$NGINX_USER" 0750
  install_for_nginx "$(certificate_file "$1")" "$folder/certificate.new"
  install_for_nginx "$(private_key_file "$1")" "$folder/private-key.new"
  problem=$(pair_problem "$1" "$folder/certificate.new" "$folder/private-key.new")
  if [[ -n $problem ]]; then
    rm -f -- "$folder"/*.new
    printf '%s\n' "$problem"
    return 1
  fi
  keep_previous "$folder"
  mv -f -- "$folder/certificate.new" "$folder/certificate.pem"
  mv -f -- "$folder/private-key.new" "$folder/private-key.pem"
}

install_for_nginx() {
  (umask 077 && cat -- "$1" >"$2") 2>/dev/null || return 0
  chmod 0640 "$2"
  ((EUID != 0)) || chown ":${NGINX_USER#*:}" "$2"
}

keep_previous() {
  local name
  for name in certificate private-key; do
    [[ ! -e $1/$name.pem ]] || cp -p -- "$1/$name.pem" "$1/$name.previous"
  done
}

# restore_pair DOMAIN: the pair before the last copy_pair.
restore_pair() {
  local name
  for name in certificate private-key; do
    [[ ! -e $STATE/tls/$1/$name.previous ]] || mv -f -- "$STATE/tls/$1/$name.previous" "$STATE/tls/$1/$name.pem"
  done
}

# served_serial DOMAIN [SECONDS]: serial number of the certificate that nginx shows for the domain on this machine.
served_serial() {
  timeout "${2:-5}" openssl s_client -connect "127.0.0.1:$SSL_HTTPS_PORT" -servername "$1" </dev/null 2>/dev/null | serial_of
}
