# shellcheck shell=bash
# The watch over the certificate of one domain.

certificate_files() { printf '%s\n' "$(certificate_file "$1")" "$(private_key_file "$1")"; }

certificate_validate() {
  local problem
  problem=$(certificate_problem "$1")
  [[ -z $problem ]] || { printf '%s\n' "$problem" && return 1; }
}

certificate_reload() {
  copy_pair "$1" || return
  if ! check_nginx; then
    restore_pair "$1"
    return 1
  fi
  reload_nginx
}

certificate_confirm() {
  [[ $(served_serial "$1") == "$(serial_of "$(tls_certificate "$1")")" ]]
}
