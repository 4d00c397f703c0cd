# Copies what the outside may see to the public volume: trust base, shard configuration and the stamp of the genesis. No
# key is in it.
set -eu

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

export_file "$GENESIS_ROOT_DIR/trust-base.json" trust-base.json
sum=$(sha256sum <"$PUBLIC_DIR/trust-base.json" | cut -c 1-64)
printf '%s  trust-base.json\n' "$sum" >"$PUBLIC_DIR/.trust-base.json.sha256.new"
publish_copy trust-base.json.sha256
export_file "$GENESIS_AGGREGATOR_DIR/shard-conf-${PARTITION_ID}_0.json" "shard-conf-${PARTITION_ID}_0.json"
[ ! -s "$GENESIS_ROOT_DIR/genesis.json" ] || export_file "$GENESIS_ROOT_DIR/genesis.json" genesis.json
echo "exported trust-base.json, sha256 $sum"
