# shellcheck shell=bash
# Whether the domain's records lead here, and let the certificate authority issue.

run_check_dns() {
  local name
  command -v getent >/dev/null || {
    check_warn "DNS not checked: this host has no getent"
    return 0
  }
  for name in $(run_all_domains); do
    run_check_ipv4 "$name"
    run_check_ipv6 "$name"
    [[ $SSL_TEST_MODE == true ]] || run_check_caa "$name"
  done
}

# run_check_ipv4 DOMAIN: behind NAT the addresses of this host say nothing, so that only a public one can contradict.
run_check_ipv4() {
  local addresses address own public=''
  addresses=$(run_resolve 4 "$1")
  own=$(run_host_addresses)
  [[ -n $addresses ]] || {
    check_fail "DNS A: $1 has no address; point it to this host"
    return 0
  }
  while IFS= read -r address; do
    ! run_is_public_ipv4 "$address" || public=$address
  done <<<"$own"
  while IFS= read -r address; do
    if grep -qxF -- "$address" <<<"$own"; then
      check_pass "DNS A: $1 is $address, this host"
    elif [[ -n $public ]]; then
      check_fail "DNS A: $1 is $address, and this host is $public"
    else
      check_warn "DNS A: $1 is $address; this host has private addresses only (NAT?), set HOST_ADDRESSES to compare"
    fi
  done <<<"$addresses"
}

# run_check_ipv6 DOMAIN: the authority asks an AAAA record first, so one that leads elsewhere fails every certificate.
run_check_ipv6() {
  local address own
  own=$(run_host_addresses)
  while IFS= read -r address; do
    if [[ -z $address ]]; then
      check_pass "DNS AAAA: $1 has none"
    elif grep -qxiF -- "$address" <<<"$own"; then
      check_pass "DNS AAAA: $1 is $address, this host"
    else
      check_fail "DNS AAAA: $1 is $address, which is not this host: remove the record or correct it"
    fi
  done <<<"$(run_resolve 6 "$1")"
}

# run_check_caa DOMAIN: the closest records on the way up count, and without `issue` among them they let everybody issue
# (RFC 8659); `issuewild` is for wildcards only.
run_check_caa() {
  local name=$1 records
  command -v dig >/dev/null || command -v drill >/dev/null || {
    check_warn "DNS CAA: not checked, this host has neither dig nor drill"
    return 0
  }
  while [[ $name == *.* ]]; do
    records=$(run_caa_records "$name")
    if grep -qiE '^[0-9]+ issue ' <<<"$records"; then
      if grep -qiE "^[0-9]+ issue \"?[[:space:]]*${SSL_CA_DOMAIN//./\\.}[[:space:]]*([;\"]|\$)" <<<"$records"; then
        check_pass "DNS CAA: $name allows $SSL_CA_DOMAIN"
      else
        check_fail "DNS CAA: $name does not allow $SSL_CA_DOMAIN: $(head -n 1 <<<"$records")"
      fi
      return 0
    fi
    [[ -z $records ]] || break
    name=${name#*.}
  done
  check_pass "DNS CAA: $1 lets every authority issue"
}

# run_caa_records NAME: lines such as: 0 issue "letsencrypt.org". What dig says of aliases and failures is none of them.
run_caa_records() {
  if command -v dig >/dev/null; then
    run_limited 10 dig +short +time=3 +tries=1 CAA "$1" 2>/dev/null | grep -E '^[0-9]+ [A-Za-z0-9]+ ' || true
  else
    run_limited 10 drill "$1" CAA 2>/dev/null | awk '$4 == "CAA" { print $5, $6, $7 }' || true
  fi
}
