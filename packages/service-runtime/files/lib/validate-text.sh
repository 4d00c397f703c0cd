# shellcheck shell=bash
# Forms of values in the environment.

problems=0

# invalid CODE WHAT VARIABLE [CAUSE NEXT]: one problem of the environment; all are reported before the start ends.
invalid() {
  problems=$((problems + 1))
  report_error "$1" "$(without_passwords "$2")" "environment of the container: $3" \
    "$(without_passwords "$3=${!3:-}")" "$(without_passwords "${4:-}")" "$(without_passwords "${5:-}")"
}

# without_passwords TEXT: what stands between :// and @ in it is masked; no more than 2000 characters.
without_passwords() { sed -E 's|(://)[^[:space:]]*@|\1***@|g' <<<"${1:0:2000}"; }

# domain_problem TEXT: what the registration API, certbot or DNS would refuse; nothing when the name is well formed.
domain_problem() {
  local label='[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
  if [[ $1 =~ [A-Z] ]]; then
    printf 'has upper case letters: write %s\n' "${1,,}"
  elif [[ $1 =~ ^[0-9.]+$ || $1 == *:* ]]; then
    printf 'is an address, and a certificate needs a name\n'
  elif [[ $1 != *.* ]]; then
    printf 'is a single label, and needs at least one dot\n'
  elif ((${#1} > 253)) || [[ ! $1 =~ ^$label(\.$label)+$ ]]; then
    printf 'is not a domain name\n'
  fi
}

check_boolean() {
  [[ ${!1} == true || ${!1} == false ]] || invalid BOOLEAN_INVALID "$1 is neither true nor false." "$1"
}

# check_number VARIABLE FROM TO
check_number() {
  if [[ ! ${!1} =~ ^(0|[1-9][0-9]{0,8})$ ]] || ((${!1} < $2 || ${!1} > $3)); then
    invalid NUMBER_INVALID "$1 is not a whole number from $2 to $3." "$1"
  fi
}

# check_extra_ports: the rules of the registration API, and one that it lacks: the same port in two modes stops its reloads.
check_extra_ports() {
  [[ -n ${EXTRA_PORTS//[[:space:]]/} ]] || return 0
  jq -e 'def port: type == "number" and . == floor and . >= 1 and . <= 65535;
    type == "array" and length <= 10 and (map(.listen) | unique | length) == length
    and all(.[]; type == "object" and (.listen | port) and (.target | port) and (.mode == "tcp" or .mode == "http")
      and (.listen | IN(80, 443, 8000, 8404) | not))' >/dev/null 2>&1 <<<"$EXTRA_PORTS" ||
    invalid EXTRA_PORTS_INVALID "EXTRA_PORTS is not a list of ports that HAProxy can open." EXTRA_PORTS "" \
      'Write [{"listen":9000,"target":9000,"mode":"tcp"}]: each listen once, none of 80, 443, 8000, 8404, mode tcp or http.'
}
