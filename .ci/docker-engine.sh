#!/usr/bin/env bash
# Gives this machine a Docker engine with Compose for the container suites.
#   docker-engine.sh start DIR   use the engine that answers; else install (Debian, root) and start one with its state in DIR
#   docker-engine.sh stop DIR    stop the engine that `start` started, by its pid
set -euo pipefail

has_engine() { docker info >/dev/null 2>&1; }
has_compose() { docker compose version >/dev/null 2>&1; }
say() { printf '[docker-engine] %s\n' "$*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# Engine 26 and Compose 2.26 come from Debian 13; on Debian 12 they install beside it at a low pin priority.
add_trixie() {
  local sources=/etc/apt/sources.list.d/docker-engine-trixie.sources
  [ -e "$sources" ] && return
  local base
  base=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources)
  printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$base" | as_root tee "$sources" >/dev/null
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' |
    as_root tee /etc/apt/preferences.d/docker-engine-trixie >/dev/null
}

install_packages() {
  if [ "$(id -u)" != 0 ] || [ ! -e /etc/apt/sources.list.d/debian.sources ]; then
    say "No Docker engine answers, and this is not Debian as root. Install Docker Engine >= 25 with Compose >= 2.24."
    exit 1
  fi
  add_trixie
  say "installing the engine, Compose and Buildx"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    docker.io/trixie docker-cli/trixie docker-compose/trixie docker-buildx/trixie iptables >/dev/null
}

# Tools that tests run: without one its tests would be skipped, which CI does not allow.
install_test_tools() {
  local missing=()
  command -v busybox >/dev/null || missing+=(busybox-static)
  command -v shellcheck >/dev/null || missing+=(shellcheck)
  command -v ip >/dev/null || missing+=(iproute2)
  command -v nginx >/dev/null || missing+=(nginx-light)
  [ -e /usr/lib/nginx/modules/ngx_stream_module.so ] || missing+=(libnginx-mod-stream)
  command -v debootstrap >/dev/null || missing+=(debootstrap debian-archive-keyring)
  command -v docker-registry >/dev/null || missing+=(docker-registry)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v haproxy >/dev/null || missing+=(haproxy)
  command -v chromium >/dev/null || missing+=(chromium)
  # Debian has cosign from 13 on.
  if ! command -v cosign >/dev/null && [ -e /etc/apt/sources.list.d/debian.sources ]; then
    add_trixie
    missing+=(cosign/trixie)
  fi
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# An engine has ranges for about thirty networks; two container suites side by side make more.
# Memory is plenty: an engine that collects garbage less often uses a tenth less processor time.
start_daemon() {
  local state=$1
  mkdir -p "$state"
  say "starting dockerd"
  GOGC=400 setsid dockerd --data-root "$state/data" --exec-root "$state/exec" --pidfile "$state/dockerd.pid" \
    --host unix:///var/run/docker.sock --default-address-pool base=10.200.0.0/14,size=24 >"$state/dockerd.log" 2>&1 </dev/null &
  local deadline=$((SECONDS + 60))
  until has_engine; do
    if ((SECONDS > deadline)); then
      tail -n 20 "$state/dockerd.log"
      say "dockerd did not answer within 60 s"
      exit 1
    fi
    sleep 0.2
  done
}

start() {
  if ! { command -v dockerd >/dev/null || has_engine; } || ! has_compose; then install_packages; fi
  install_test_tools
  has_engine || start_daemon "$1"
  say "engine $(docker version --format '{{.Server.Version}}'), $(docker compose version)"
}

stop() {
  local pidfile=$1/dockerd.pid
  [ -e "$pidfile" ] || return 0
  local pid
  pid=$(cat "$pidfile")
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  rm -rf "$1"
}

case "${1:-}" in
  start | stop) "$1" "${2:?state folder}" ;;
  *) sed -n '2,4p' "$0"; exit 3 ;;
esac
