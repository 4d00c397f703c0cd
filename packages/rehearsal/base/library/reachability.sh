# shellcheck shell=bash
# Proof that a name leads to this container: a random value stored here is read back through the name.

NONCES=/_ssl/nonce

# read_back DOMAIN NONCE: status 0 if the value comes back within three tries of at most 10 s.
read_back() {
  local answer try
  for try in 1 2 3; do
    answer=$(curl -sf --max-time 10 "http://$1$NONCES/$2") || answer=""
    [[ $answer != "$2" ]] || return 0
    warn "http://$1 does not lead here (try $try)"
    sleep 5
  done
  return 1
}

# reaches_here DOMAIN: sets `reached`. A port 80 that does not take the value ends the command with curl's code.
reaches_here() {
  local nonce
  nonce=$(openssl rand -hex 16)
  curl -sf -o /dev/null -X POST "http://localhost:80$NONCES/$nonce"
  reached=false
  if read_back "$1" "$nonce"; then
    reached=true
  fi
  curl -sf -o /dev/null -X DELETE "http://localhost:80$NONCES/$nonce" || true
}

# check_reachability PRIMARY [ALIAS…]: in every mode, also with test certificates and without HAProxy.
check_reachability() {
  local domain
  for domain in "$@"; do
    [[ $domain != "${2:-}" ]] || sleep 5
    reaches_here "$domain"
    [[ $reached == true ]] || die 10 "$domain does not lead to this container"
  done
}
