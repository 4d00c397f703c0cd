#!/usr/bin/env bash
# Which packages of the system differ between two images, as Markdown: package-diff.sh OLD NEW. Debian's (dpkg) and Alpine's
# (apk) are known; of others it says so.
set -euo pipefail

packages() {
  docker run --rm --network none --entrypoint /bin/sh "$1" -c \
    'dpkg-query --show 2>/dev/null || apk info -v 2>/dev/null' | tr '\t' ' ' | sort
}

main() {
  local old new
  old=$(packages "$1") || old=
  new=$(packages "$2") || new=
  if [[ -z $old || -z $new ]]; then
    printf '\nIts packages cannot be listed.\n'
  elif [[ $old == "$new" ]]; then
    printf '\nNo package differs.\n'
  else
    printf '\n```diff\n'
    { diff <(printf '%s\n' "$old") <(printf '%s\n' "$new") || (($? == 1)); } | sed -n 's/^< /- /p; s/^> /+ /p'
    printf '```\n'
  fi
}

main "${1:?old image}" "${2:?new image}"
