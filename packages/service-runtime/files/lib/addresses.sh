# shellcheck shell=bash
# Addresses of other containers that nginx routes to. nginx looks names up only when it starts, so compose-gen leads such a
# route through nginx's own stream server (`stream.conf`), which looks the name up for each connection; that costs every
# request a sixth. So the addresses that the name has now are asked first, and the stream server when they do not answer.

ADDRESSES_FILE=$STATE/nginx/addresses

# list_stream_servers: `LISTEN NAME PORT` of each.
list_stream_servers() {
  [[ -f $SERVICE_ROUTES/stream.conf ]] || return 0
  awk '{ sub(/;$/, "") } $1 == "listen" { listen = $2 } $1 == "set" { split($3, to, ":"); print listen, to[1], to[2] }' \
    "$SERVICE_ROUTES/stream.conf"
}

# look_up_addresses: `LISTEN ADDRESS:PORT` for each address that is known now, into the file if that changes it.
look_up_addresses() {
  local listen name port address found=""
  while read -r listen name port; do
    while read -r address; do
      found+="$listen $address:$port"$'\n'
    done < <(timeout -k 1 5 getent ahostsv4 "$name" | awk '{ print $1 }' | sort -u)
  done < <(list_stream_servers)
  [[ ! -e $ADDRESSES_FILE || $(<"$ADDRESSES_FILE") != "${found%$'\n'}" ]] || return 0
  printf '%s' "$found" >"$ADDRESSES_FILE.new"
  mv -f -- "$ADDRESSES_FILE.new" "$ADDRESSES_FILE"
}

# http_routes: `http.conf` with the known addresses before the stream server.
http_routes() {
  [[ -f $SERVICE_ROUTES/http.conf ]] || return 0
  awk '
    FILENAME == ARGV[1] { direct[$1] = direct[$1] "    server " $2 ";\n"; next }
    $1 == "server" && (listen = substr($2, 1, length($2) - 1)) in direct {
      printf "%s    server %s backup max_fails=0;\n", direct[listen], listen
      next
    }
    { print }
  ' "$ADDRESSES_FILE" "$SERVICE_ROUTES/http.conf"
}

# The watch over them.
addresses_files() { printf '%s\n' "$ADDRESSES_FILE"; }
addresses_validate() { :; }
addresses_reload() { write_nginx_configuration "$(read_state mode)" && reload_nginx; }
addresses_confirm() { :; }
