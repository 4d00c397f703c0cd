# Makes the volumes ready for the genesis: their owner first, then keys that the operator gave.
set -eu

aggregator-tool own-volumes "$@"
aggregator-tool seed-keys
