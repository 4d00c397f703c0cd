# shellcheck shell=bash
# What the processes of the runtime tell each other and `service-status`: small files below /run.

# remove_stale_state: what an earlier start of this container left; `docker restart` keeps the writable layer.
remove_stale_state() {
  rm -rf -- "$STATE"
  rm -f -- "$TEMPORARY"/.ssl-* "$TEMPORARY/.haproxy-register-response"
}

# prepare_state: the folders; each user of the runtime writes only into its own.
prepare_state() {
  mkdir -p -- "$STATE"/{problems,secrets,services,tls,watch,registration,nginx}
  chmod 0755 "$STATE" "$STATE/problems" "$STATE/services"
  chmod 0711 "$STATE/secrets"
  hand_folder "$STATE/tls" "$NGINX_USER" 0750
  hand_folder "$STATE/nginx" "$NGINX_USER" 1770
  hand_folder "$STATE/registration" "$REGISTRATION_USER" 1775
}

# hand_folder FOLDER USER MODE: the owner stays, so that the folder can be removed without a capability for it.
hand_folder() {
  chmod "$3" "$1"
  ((EUID != 0)) || chown ":${2#*:}" "$1"
}

# write_state NAME TEXT: replaces a file at once. read_state NAME [DEFAULT].
write_state() {
  printf '%s\n' "$2" >"$STATE/$1.new.$$"
  mv -f -- "$STATE/$1.new.$$" "$STATE/$1"
}
read_state() {
  if [[ -r $STATE/$1 ]]; then
    printf '%s\n' "$(<"$STATE/$1")"
  else
    printf '%s\n' "${2:-}"
  fi
}

set_phase() {
  write_state phase "$1"
  log "phase: $1"
}

# set_problem NAME TEXT: something that degrades the service; logged when it is new. clear_problem NAME.
set_problem() {
  [[ $(read_state "problems/$1") != "$2" ]] || return 0
  write_state "problems/$1" "$2"
  warn "$1: $2"
}
clear_problem() {
  [[ -e $STATE/problems/$1 ]] || return 0
  rm -f -- "$STATE/problems/$1"
  log "$1: well again"
}
