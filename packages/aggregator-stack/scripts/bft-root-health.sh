# Healthy when the REST port, the first argument, is open: the next step needs it, and it opens after the P2P port.
set -eu
pace /tmp/was-open
/busybox/nc -z 127.0.0.1 "$1"
: >/tmp/was-open
