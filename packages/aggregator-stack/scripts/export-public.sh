# Copies what the outside may see to the public volume: trust base, shard configuration and the stamp of the genesis. No
# key is in it.
set -eu

shard_conf=shard-conf-${PARTITION_ID}_0.json

# check_aggregator: the root node lets no other aggregator into a running chain, and no block would be certified again.
check_aggregator() {
  [ -s "$PUBLIC_DIR/$shard_conf" ] && [ -s "$PUBLIC_DIR/genesis.json" ] || return 0
  [ "$(cat "$PUBLIC_DIR/genesis.json")" = "$(cat "$GENESIS_ROOT_DIR/genesis.json")" ] || return 0
  known=$(json_string "$PUBLIC_DIR/$shard_conf" nodeId)
  found=$(json_string "$GENESIS_AGGREGATOR_DIR/$shard_conf" nodeId)
  [ -z "$known" ] || [ "$known" = "$found" ] || fail AGGREGATOR_REPLACED \
    "The aggregator has other keys than the one that this chain began with." "$GENESIS_AGGREGATOR_DIR/keys.json" \
    "exported was the shard configuration of $known, now it is of $found" \
    "keys and configuration of the aggregator were deleted or replaced, the rest was not" \
    "restore the whole state set from one backup, or wipe all of it and start a new genesis"
}

# publish_copy NAME: whole or not at all, for whoever reads it meanwhile.
publish_copy() {
  chmod 644 "$PUBLIC_DIR/.$1.new"
  sync
  mv -f "$PUBLIC_DIR/.$1.new" "$PUBLIC_DIR/$1"
}

export_file() {
  cp "$1" "$PUBLIC_DIR/.$2.new"
  publish_copy "$2"
}

trap 'explain_end "$PUBLIC_DIR"' EXIT
check_aggregator
export_file "$GENESIS_ROOT_DIR/trust-base.json" trust-base.json
sum=$(sha256sum <"$PUBLIC_DIR/trust-base.json" | cut -c 1-64)
printf '%s  trust-base.json\n' "$sum" >"$PUBLIC_DIR/.trust-base.json.sha256.new"
publish_copy trust-base.json.sha256
export_file "$GENESIS_AGGREGATOR_DIR/$shard_conf" "$shard_conf"
[ ! -s "$GENESIS_ROOT_DIR/genesis.json" ] || export_file "$GENESIS_ROOT_DIR/genesis.json" genesis.json
echo "exported trust-base.json, sha256 $sum"
