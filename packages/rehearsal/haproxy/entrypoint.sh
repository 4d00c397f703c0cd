#!/usr/bin/env bash
# Writes HAProxy's configuration from the registrations on the volume, starts the API beside it and becomes HAProxy.
set -euo pipefail

configuration=${HAPROXY_CONF_DIR:-/etc/haproxy/conf.d}
state=${HAPROXY_STATE_DIR:-/etc/haproxy/state}

mkdir -p "$configuration" "$state"

# An entry that cannot be rendered keeps the last good configuration, as a failed reload does.
if ! registration-api generate; then
  [ -n "$(ls "$configuration")" ] || exit 1
fi

# Left behind by an API that was killed while it wrote.
find "$state" -name '*.lock' -mmin +2 -delete

keep-registration-api &

exec haproxy -W -f "$configuration" -S /var/run/haproxy-master.sock
