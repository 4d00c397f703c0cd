# shellcheck shell=bash
# Days that the certificates in the container are still valid.

# run_check_certificates CONTAINER: more than 14 days pass, fewer warn, none fail.
run_check_certificates() {
  local name days
  for name in $(run_all_domains); do
    days=${RUN_REPORT_DAYS[$name]:-}
    [[ $days =~ ^-?[0-9]+$ ]] || days=$(run_days_in_container "$1" "$name")
    if [[ ! $days =~ ^-?[0-9]+$ ]]; then
      check_fail "$name has no certificate"
    elif ((days <= 0)); then
      check_fail "certificate of $name has ended"
    elif ((days <= 14)); then
      check_warn "certificate of $name: $days day(s) left"
    else
      check_pass "certificate of $name: $days days left"
    fi
  done
}

# run_days_in_container CONTAINER DOMAIN: whole days, or nothing.
run_days_in_container() {
  # shellcheck disable=SC2016 # expands in the container
  run_limited 20 docker exec "$1" sh -c '
    end=$(openssl x509 -noout -enddate -in "/etc/letsencrypt/live/$1/fullchain.pem" 2>/dev/null) || exit 0
    end=$(date -d "${end#*=}" +%s) || exit 0
    echo $(((end - $(date +%s)) / 86400))' days "$2" 2>/dev/null || true
}
