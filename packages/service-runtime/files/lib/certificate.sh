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

# read_certificate FILE [OPTION…]: the first certificate's `certificate_serial` (hex), `certificate_begin` and
# `certificate_end` (seconds since 1970), and in `certificate_text` all that openssl prints, also for the options. At once,
# as each openssl costs 20 ms of processor time, and health asks every few seconds.
read_certificate() {
  local line begin='' end=''
  certificate_serial=''
  # A name that does not match is told, and by some versions is an error.
  certificate_text=$(openssl x509 -noout -serial -startdate -enddate "${@:2}" -in "$1" 2>/dev/null) || true
  while IFS= read -r line; do
    case $line in
      serial=*) certificate_serial=${line#*=} ;;
      notBefore=*) begin=${line#*=} ;;
      notAfter=*) end=${line#*=} ;;
    esac
  done <<<"$certificate_text"
  [[ -n $certificate_serial ]] || return 1
  { read -r certificate_begin && read -r certificate_end; } < <(date -f - +%s <<<"$begin"$'\n'"$end" 2>/dev/null)
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
  local certificate_serial certificate_begin certificate_end certificate_text
  if [[ ! -s $certificate || ! -s $key ]]; then
    printf 'missing\n'
  elif ! read_certificate "$certificate" -pubkey -checkhost "$domain"; then
    printf 'damaged\n'
  elif ! public=$(openssl pkey -pubout -in "$key" 2>/dev/null) || [[ $certificate_text != *"$public"* ]]; then
    printf 'mismatch\n'
  elif [[ $certificate_text != *"does match"* ]]; then
    printf 'name\n'
  elif ((certificate_begin > EPOCHSECONDS)); then
    printf 'early\n'
  elif ((certificate_end <= EPOCHSECONDS)); then
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
