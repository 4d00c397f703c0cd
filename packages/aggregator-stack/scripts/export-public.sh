# Copies what the outside may see, the trust base and the shard configuration, to the public volume. No key is in it.
set -eu

# publish NAME: whole or not at all, for whoever reads it meanwhile.
publish() {
  chmod 644 "$PUBLIC_DIR/.$1.new"
  sync
  mv -f "$PUBLIC_DIR/.$1.new" "$PUBLIC_DIR/$1"
}

export_file() {
  cp "$1" "$PUBLIC_DIR/.$2.new"
  publish "$2"
}

export_file "$GENESIS_ROOT_DIR/trust-base.json" trust-base.json
sum=$(sha256sum <"$PUBLIC_DIR/trust-base.json" | cut -c 1-64)
printf '%s  trust-base.json\n' "$sum" >"$PUBLIC_DIR/.trust-base.json.sha256.new"
publish trust-base.json.sha256
export_file "$GENESIS_AGGREGATOR_DIR/shard-conf-${PARTITION_ID}_0.json" "shard-conf-${PARTITION_ID}_0.json"
echo "exported trust-base.json, sha256 $sum"
