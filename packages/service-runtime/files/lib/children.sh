# shellcheck shell=bash
# What runs in each supervised child.

# back_off NAME: a child that was started often lately waits: 0, 1, 2, 4, then 8 s. Forgotten after a good minute.
back_off() {
  local file=$STATE/services/$1/starts now last=0 count=0
  now=$(date +%s)
  [[ ! -r $file ]] || read -r last count <"$file"
  ((now - last < 60)) || count=0
  if ((count > 0)); then
    sleep $((count > 3 ? 8 : 2 ** (count - 1)))
  fi
  printf '%d %d\n' "$(date +%s)" "$((count + 1))" >"$file"
}

# end_left_over NAME: what is left of the child's last process group, when that or its supervisor was killed. Workers of
# nginx close their ports and keep the connections that they have.
end_left_over() {
  local file=$STATE/services/$1/group group
  if [[ -r $file ]]; then
    group=$(<"$file")
    if [[ $1 == nginx ]]; then
      pkill -QUIT -g "$group" -x nginx || true
    else
      kill_group "$group"
    fi
  fi
  printf '%d\n' "$$" >"$file"
}

run_port_80() {
  exec_as_user "$NGINX_USER" env -i "PATH=$PATH" "SSL_DOMAIN=$SSL_DOMAIN" "PROXY_MAX_BODY_SIZE=${PROXY_MAX_BODY_SIZE:-10485760}" \
    ssl-http-proxy --port 80 --webroot /var/www/acme-challenge --upstream "127.0.0.1:$(port_80_target)" \
    --cert-dir "$STATE/tls/$SSL_DOMAIN"
}

run_renewal() {
  exec env -u HAPROXY_API_KEY_FILE ssl-renew
}

run_registration() {
  exec_as_user "$REGISTRATION_USER" "$RUNTIME/bin/heartbeat"
}

# run_process NAME: one of the image's own, with its user and the array NAME_command.
run_process() {
  local name=${1//-/_}
  local -n command=${name}_command
  local user=${name}_user
  unset HAPROXY_API_KEY_FILE
  ulimit -Sn "$(open_files)"
  exec_as_user "${!user:-$SERVICE_USER}" "${command[@]}"
}
