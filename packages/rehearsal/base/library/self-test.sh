# shellcheck shell=bash
# Does the pair on disk serve TLS? A server on port 8443 for a second; no check of chain or name.

served_subject() {
  timeout 10 openssl s_client -connect "$1" -servername "$2" </dev/null 2>/dev/null | openssl x509 -noout -subject 2>/dev/null
}

self_test() {
  local folder="/etc/letsencrypt/live/$1" server passed=false
  openssl s_server -accept 8443 -cert "$folder/fullchain.pem" -key "$folder/privkey.pem" -quiet >/dev/null 2>&1 &
  server=$!
  sleep 1
  ! served_subject localhost:8443 "$1" >/dev/null || passed=true
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  [[ $passed == true ]] || die 12 "the certificate of $1 serves no TLS"
}
