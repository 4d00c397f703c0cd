# shellcheck shell=bash
# nginx as its own user from the first process on.

NGINX_FILE=$STATE/nginx/nginx.conf

# needs_nginx tls|plain: whether there is anything to listen on.
needs_nginx() { [[ $1 == tls || -n $SSL_DOMAIN ]] || ((SERVICE_HTTP_PORT != 0)); }

# write_nginx_configuration tls|plain: only one that nginx accepts is put in place. Prints nginx's complaint and fails.
write_nginx_configuration() {
  local folder=$TEMPORARY/service-runtime
  mkdir -p -- "$folder"
  hand_folder "$folder" "$NGINX_USER" 1770
  nginx_configuration "$1" >"$NGINX_FILE.new"
  chmod 0644 "$NGINX_FILE.new"
  check_nginx "$NGINX_FILE.new" || return
  mv -f -- "$NGINX_FILE.new" "$NGINX_FILE"
}

# A process may open its own standard output again only if it owns the pipe: nginx gets one that its user made. A `cat` that
# is killed is started again on the same pipe.
# shellcheck disable=SC2016 # the inner bash expands it
WITH_OWN_OUTPUT='exec nginx "$@" > >(until cat; do sleep 1; done)'

# check_nginx [FILE]: its output only when it refuses.
check_nginx() {
  local output
  output=$(as_user "$NGINX_USER" env -i "PATH=$PATH" \
    bash -c "$WITH_OWN_OUTPUT" bash -t -q -c "${1:-$NGINX_FILE}" 2>&1) && return
  printf '%s\n' "$output"
  return 1
}

# run_nginx: in place of this process.
run_nginx() {
  exec_as_user "$NGINX_USER" env -i "PATH=$PATH" bash -c "$WITH_OWN_OUTPUT" bash -c "$NGINX_FILE" -g "daemon off;"
}

# reload_nginx: new workers with the new files; the old ones keep their connections.
reload_nginx() { s6-svc -h "$STATE/services/nginx"; }

# serve_mode tls|plain: what is served from now on, also while nginx runs. Prints the problem and fails.
serve_mode() {
  local domain problem
  if [[ $1 == tls ]]; then
    for domain in "${DOMAINS[@]}"; do
      note_watched "certificate $domain"
      if ! problem=$(copy_pair "$domain"); then
        printf '%s\n' "$domain: $problem"
        return 1
      fi
    done
  fi
  if needs_nginx "$1"; then
    look_up_addresses
    note_watched addresses
    write_nginx_configuration "$1" || return
  fi
  ! is_up nginx || reload_nginx
  write_state mode "$1"
}
