# shellcheck shell=bash
# ACME_SETTINGS: a folder for another certificate authority than the base's, with letsencrypt/cli.ini (certbot's own
# settings, such as `server = https://acme.example.org/directory`) and, for an authority whose own HTTPS certificate is
# of no public one, ca.pem. certbot reads the one below $XDG_CONFIG_HOME and trusts $REQUESTS_CA_BUNDLE.

: "${ACME_SETTINGS:=}"
RUN_ACME_FOLDER=/etc/acme-settings
RUN_ACME_CHECKED=''

# run_require_acme_settings: for app_validate; the run library of this folder calls it itself. Ends the script with 3 when
# certbot could not use the folder.
run_require_acme_settings() {
  local problem
  [[ -n $ACME_SETTINGS && -z $RUN_ACME_CHECKED ]] || return 0
  RUN_ACME_CHECKED=true
  [[ $ACME_SETTINGS == /* ]] || ACME_SETTINGS=$PWD/$ACME_SETTINGS
  problem=$(run_acme_problem)
  [[ -z $problem ]] || run_die 3 ACME_SETTINGS_UNUSABLE "The settings of the certificate authority cannot be used." \
    "ACME_SETTINGS=$ACME_SETTINGS" "$problem" "" "put certbot's settings into letsencrypt/cli.ini of that folder"
  [[ ${SSL_STAGING:-} != true ]] || run_usage "--ssl-staging and ACME_SETTINGS do not go together: certbot refuses the two." \
    "unset ACME_SETTINGS, or name the staging server in its cli.ini"
  run_warn_unreadable "$ACME_SETTINGS" "$ACME_SETTINGS/letsencrypt" "$ACME_SETTINGS/letsencrypt/cli.ini" "$ACME_SETTINGS/ca.pem"
}

# run_acme_problem: nothing when all is well.
run_acme_problem() {
  if [[ ! -d $ACME_SETTINGS ]]; then
    printf 'not a folder'
  elif [[ $ACME_SETTINGS == *,* ]]; then
    printf 'the path has a comma, which docker --mount cannot take'
  elif [[ ! -s $ACME_SETTINGS/letsencrypt/cli.ini ]]; then
    printf 'letsencrypt/cli.ini is missing or empty'
  elif [[ -e $ACME_SETTINGS/ca.pem ]] && ! grep -q 'BEGIN CERTIFICATE' "$ACME_SETTINGS/ca.pem" 2>/dev/null; then
    printf 'ca.pem holds no certificate, or cannot be read'
  fi
}

# run_warn_unreadable PATH…: certbot runs as root without the right to read what only another user may.
run_warn_unreadable() {
  local path owner mode
  for path in "$@"; do
    [[ -e $path && ${OSTYPE:-} != darwin* ]] || continue
    read -r owner mode < <(stat -Lc '%u %a' -- "$path")
    [[ $owner == 0 || ${mode: -1} == [4567] ]] ||
      run_warn "certbot in the container may be unable to read $path (mode $mode, not root's): chmod o+rX $path"
  done
}

# run_acme_flags: mount and variables.
run_acme_flags() {
  [[ -n $ACME_SETTINGS ]] || return 0
  printf -- '--mount type=bind,source=%s,target=%s,readonly\n' "$ACME_SETTINGS" "$RUN_ACME_FOLDER"
  printf -- '-e XDG_CONFIG_HOME=%s\n' "$RUN_ACME_FOLDER"
  [[ ! -e $ACME_SETTINGS/ca.pem ]] || printf -- '-e REQUESTS_CA_BUNDLE=%s/ca.pem\n' "$RUN_ACME_FOLDER"
}
