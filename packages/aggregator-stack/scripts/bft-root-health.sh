# Healthy when the REST port, the first argument, is open: the next step needs it, and it opens after the P2P port.
set -eu
pace /tmp/was-open
/busybox/nc -z 127.0.0.1 "$1"
: >/tmp/was-open
# The home is the second argument. From the first probe on genesis-root refuses these keys without their chain: nothing was
# certified before, as the upload of the shard configuration waits for it.
[ -e "$2/.chain-started" ] || [ ! -e "$2/rootchain.db" ] || : >"$2/.chain-started"
