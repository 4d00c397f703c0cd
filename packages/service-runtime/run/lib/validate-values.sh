# shellcheck shell=bash
# Forms of single values.

# validate_port NAME VALUE: 0 to 65535. For hooks as well.
validate_port() {
  if [[ ! $2 =~ ^(0|[1-9][0-9]{0,4})$ ]] || (($2 > 65535)); then
    run_usage "$1 is not a port: $2"
  fi
}

# run_domain_problem NAME: why DNS, certbot or the registration API would refuse it; nothing when it is well formed.
run_domain_problem() {
  local label='[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
  if [[ $1 == *'*'* ]]; then
    printf 'is a wildcard, and a service needs one name of its own'
  elif [[ $1 =~ ^[0-9.]+$ || $1 == *:* ]]; then
    printf 'is an address, and a certificate needs a name'
  elif ((${#1} > 253)); then
    printf 'has %d characters, and a domain name at most 253' "${#1}"
  elif [[ $1 != *.* ]]; then
    printf 'is a single label, and a public name has at least two, such as relay-dev.example.org'
  elif [[ ! $1 =~ ^$label(\.$label)+$ ]]; then
    printf 'is not a domain name'
  fi
}

# run_require_domain FLAG NAME
run_require_domain() {
  local problem
  problem=$(run_domain_problem "$2")
  [[ -z $problem ]] || run_usage "$1: $2 $problem."
}

# run_lower NAME: in lower case, and a note if that changes it: HAProxy compares names in lower case.
run_lower() {
  [[ $1 == "${1,,}" ]] || run_note "domain names are lower case: using ${1,,}"
  printf '%s' "${1,,}"
}

# run_require_boolean FLAG VALUE
run_require_boolean() { [[ $2 == true || $2 == false ]] || run_usage "$1 is true or false, not $2."; }

# run_require_number NAME VALUE: a whole number of seconds or MiB.
run_require_number() { [[ $2 =~ ^[0-9]{1,7}$ ]] || run_usage "$1 is not a whole number: $2"; }
