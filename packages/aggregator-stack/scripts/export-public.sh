# Copies what the outside may see, the trust base and the shard configuration, to the public volume. No key is in it.
set -eu

export_file() {
  cp "$1" "$PUBLIC_DIR/.$2.new"
  chmod 644 "$PUBLIC_DIR/.$2.new"
  sync
  mv -f "$PUBLIC_DIR/.$2.new" "$PUBLIC_DIR/$2"
}

export_file "$GENESIS_ROOT_DIR/trust-base.json" trust-base.json
export_file "$GENESIS_AGGREGATOR_DIR/shard-conf-${PARTITION_ID}_0.json" "shard-conf-${PARTITION_ID}_0.json"
echo "exported trust-base.json, sha256 $(sha256sum <"$PUBLIC_DIR/trust-base.json" | cut -c 1-64)"
