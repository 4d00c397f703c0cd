# Starts the aggregator with the root node's address, which is only known after the genesis.
set -eu

node_id=$(json_string "$BFT_TRUST_BASE_FILES" nodeId)
[ "$node_id" ] || fail TRUST_BASE_UNREADABLE "The trust base names no root node." "$BFT_TRUST_BASE_FILES" \
  "no nodeId in it" "the export of the genesis did not run" "run 'up' for the whole stack"
export BFT_BOOTSTRAP_ADDRESSES="/dns4/$BFT_ROOT_HOST/tcp/8000/p2p/$node_id"
exec ./aggregator
