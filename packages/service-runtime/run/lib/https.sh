# shellcheck shell=bash
# Whether https://<domain> answers.

# run_check_https CONTAINER
run_check_https() {
  local name status
  run_find_https || return 0
  for name in $(run_all_domains); do
    status=$(run_https_status "$1" "$name" "$HTTPS_CHECK_PATH")
    if [[ ! $status =~ ^[0-9]{3}$ ]]; then
      check_warn "https://$name: no curl that could ask"
    elif [[ $status == 000 ]]; then
      check_fail "https://$name does not answer through ${RUN_HAPROXY:-$RUN_HTTPS_ADDRESS}"
    elif ((10#$status >= 500)); then
      check_fail "https://$name answers $status"
    else
      check_pass "https://$name answers ($status)"
    fi
  done
}
