# Makes the identity of the aggregator's shard node and its shard configuration.
# Each step has its own real file as guard, so that the job is safe to run again from any partial state.
set -eu
umask 077

home=$GENESIS_AGGREGATOR_DIR
keys=$home/keys.json
node_info=$home/node-info.json
shard_conf=$home/shard-conf-${PARTITION_ID}_0.json
stage=$home/.stage
wipe_or_restore="restore the whole state set from one backup, or wipe all of it and start a new genesis"

check_keys() {
  if [ -e "$keys" ]; then
    complete_json "$keys" || fail KEYS_DAMAGED "The aggregator's key file is damaged; it is left as it is." "$keys" \
      "not a complete JSON object" "a partial copy or a damaged disk" "$wipe_or_restore"
    chmod 600 "$keys"
    return 0
  fi
  for left in "$node_info" "$shard_conf"; do
    [ ! -e "$left" ] || fail KEYS_MISSING "The aggregator's keys are gone but its configuration is still here." \
      "$keys" "$left exists" "the key file was deleted or not restored" "$wipe_or_restore"
  done
}

make_node() {
  ! complete_json "$node_info" || return 0
  new_stage "$stage"
  [ ! -e "$keys" ] || cp "$keys" "$stage/keys.json"
  ubft shard-node init --home "$stage" --generate
  [ -e "$keys" ] || publish "$stage/keys.json" "$keys"
  publish "$stage/node-info.json" "$node_info"
}

# The shard time-out is in ms; without the flag ubft takes 2500.
make_shard_conf() {
  ! complete_json "$shard_conf" || return 0
  new_stage "$stage"
  ubft shard-conf generate --home "$stage" --t2-timeout 5000 --network-id "$NETWORK_ID" \
    --partition-id "$PARTITION_ID" --partition-type-id "$PARTITION_TYPE_ID" --epoch-start "$EPOCH_START" \
    --node-info "$node_info"
  complete_json "$stage/shard-conf-${PARTITION_ID}_0.json" || fail SHARD_CONF_MISSING \
    "The shard configuration was not written." "$stage/shard-conf-${PARTITION_ID}_0.json" \
    "ubft shard-conf generate ended without an error" \
    "the bft-core image behaves differently from the pinned one" "check the image pin"
  publish "$stage/shard-conf-${PARTITION_ID}_0.json" "$shard_conf"
}

check_pair() {
  node_id=$(json_string "$node_info" nodeId)
  validator=$(json_string "$shard_conf" nodeId)
  [ "${node_id:-none}" = "$validator" ] || fail GENESIS_MIXED \
    "The shard configuration names another validator than the keys of this volume." "$shard_conf" \
    "node-info.json has '$node_id', the configuration has '$validator'" \
    "files of two genesis runs were mixed" "$wipe_or_restore"
}

trap 'explain_end "$home"' EXIT
chmod 700 "$home"
check_keys
make_node
make_shard_conf
check_pair
rm -rf "$stage"
echo "aggregator node $node_id: keys, node info and shard configuration are in place"
