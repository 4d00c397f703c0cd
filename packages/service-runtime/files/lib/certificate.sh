# shellcheck shell=bash
# What the certificate of a domain on disk is, and whether it can be served.

certificate_file() { printf '%s\n' "$LETSENCRYPT/live/$1/fullchain.pem"; }
private_key_file() { printf '%s\n' "$LETSENCRYPT/live/$1/privkey.pem"; }

# serial_of [FILE]: serial number in hex of the first certificate, of standard input without FILE.
serial_of() {
  local serial
  serial=$(openssl x509 -noout -serial -in "${1:-/dev/stdin}" 2>/dev/null) || return 1
  printf '%s\n' "${serial#serial=}"
}

# seconds_left FILE: until the certificate ends; negative after it. lifetime_of FILE: from its begin to its end.
seconds_left() {
  printf '%d\n' $(($(certificate_time enddate "$1") - $(date +%s)))
}
lifetime_of() {
  printf '%d\n' $(($(certificate_time enddate "$1") - $(certificate_time startdate "$1")))
}
certificate_time() {
  local text
  text=$(openssl x509 -noout "-$1" -in "$2" 2>/dev/null) || return 1
  date -d "${text#*=}" +%s
}

# certificate_environment DOMAIN: test, staging or production. certbot's own record says which server it used.
certificate_environment() {
  local record=$LETSENCRYPT/renewal/$1.conf server
  if [[ -f $record ]]; then
    server=$(sed -n 's/^server *= *//p' "$record")
    [[ $server == *staging* ]] && printf 'staging\n' || printf 'production\n'
  elif is_self_signed "$(certificate_file "$1")"; then
    printf 'test\n'
  else
    printf 'production\n'
  fi
}

is_self_signed() {
  local -a hashes
  mapfile -t hashes < <(openssl x509 -noout -subject_hash -issuer_hash -in "$1" 2>/dev/null)
  [[ -n ${hashes[0]:-} && ${hashes[0]} == "${hashes[1]:-}" ]]
}

# pair_problem DOMAIN CERTIFICATE KEY: why the pair cannot be served; nothing when it can. Codes for sorting:
# missing, damaged, mismatch, name, early, expired.
pair_problem() {
  local domain=$1 certificate=$2 key=$3 public
  if [[ ! -s $certificate || ! -s $key ]]; then
    printf 'missing\n'
  elif ! public=$(openssl x509 -noout -pubkey -in "$certificate" 2>/dev/null); then
    printf 'damaged\n'
  elif [[ $public != "$(openssl pkey -pubout -in "$key" 2>/dev/null)" ]]; then
    printf 'mismatch\n'
  elif [[ $(openssl x509 -noout -checkhost "$domain" -in "$certificate") != *"does match"* ]]; then
    printf 'name\n'
  elif (($(certificate_time startdate "$certificate") > $(date +%s))); then
    printf 'early\n'
  elif (($(seconds_left "$certificate") <= 0)); then
    printf 'expired\n'
  fi
}

# certificate_problem DOMAIN: pair_problem of what is on disk, and `environment` for one of another authority.
certificate_problem() {
  local problem
  problem=$(pair_problem "$1" "$(certificate_file "$1")" "$(private_key_file "$1")")
  if [[ -z $problem && $(certificate_environment "$1") != "$ENVIRONMENT" ]]; then
    problem=environment
  fi
  [[ -z $problem ]] || printf '%s\n' "$problem"
}

# have_certificates: every domain has one that can be served.
have_certificates() {
  local domain
  for domain in "${DOMAINS[@]}"; do
    [[ -z $(certificate_problem "$domain") ]] || return 1
  done
}
