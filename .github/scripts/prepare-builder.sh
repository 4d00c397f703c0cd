#!/usr/bin/env bash
# Makes the engine of a GitHub runner one that builds OCI layouts (containerd's image store) for linux/arm64 too (QEMU).
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

settings=${DOCKER_SETTINGS:-/etc/docker/daemon.json}

uses_containerd() {
  docker info --format '{{json .DriverStatus}}' | grep -q io.containerd.snapshotter
}

use_containerd() {
  local text='{}'
  [[ ! -s $settings ]] || text=$(cat "$settings")
  node --print 'const [text] = process.argv.slice(1); const all = JSON.parse(text);
    JSON.stringify({ ...all, features: { ...all.features, "containerd-snapshotter": true } })' "$text" |
    sudo tee "$settings" >/dev/null
  sudo systemctl restart docker
}

main() {
  sudo apt-get update -qq
  sudo apt-get install -y -qq --no-install-recommends qemu-user-static binfmt-support >/dev/null
  uses_containerd || use_containerd
  uses_containerd ||
    refuse "The engine cannot write OCI layouts." "$settings" "$(docker info --format '{{json .DriverStatus}}')" \
      "The engine is older than 25, or did not read its settings." "Use another runner image."
}

main
