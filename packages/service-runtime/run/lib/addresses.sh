# shellcheck shell=bash
# Addresses: those of this host, and which of them the Internet can reach.

# run_host_addresses: IPv4 and IPv6 addresses of this host that are not link-local, one a line.
run_host_addresses() {
  if [[ -n $HOST_ADDRESSES ]]; then
    tr ',' '\n' <<<"${HOST_ADDRESSES// /}"
  elif command -v ip >/dev/null; then
    run_limited 5 ip -o addr show scope global 2>/dev/null | awk '{ sub("/.*", "", $4); print $4 }'
  else
    hostname -I 2>/dev/null | tr ' ' '\n' || true
  fi | grep -v '^$' || true
}

# run_is_public_ipv4 ADDRESS: not one of a private network (RFC 1918), loopback, link-local or a carrier's NAT (RFC 6598).
run_is_public_ipv4() {
  [[ $1 =~ ^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$ ]] || return 1
  [[ ! $1 =~ ^(0|10|127)\. && ! $1 =~ ^192\.168\. && ! $1 =~ ^169\.254\. ]] || return 1
  [[ ! $1 =~ ^172\.(1[6-9]|2[0-9]|3[01])\. && ! $1 =~ ^100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\. ]]
}

# run_resolve FAMILY NAME: its addresses, one a line. FAMILY is 4 or 6; IPv4 addresses in IPv6 form do not count.
run_resolve() {
  run_limited 10 getent "ahostsv$1" "$2" 2>/dev/null | awk '{ print $1 }' | grep -iv '^::ffff:' | sort -u || true
}
