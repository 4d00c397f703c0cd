# Makes the identity of the root node and the signed trust base.
# Each step has its own real file as guard, so that the job is safe to run again from any partial state.
set -eu
umask 077

home=$GENESIS_ROOT_DIR
keys=$home/keys.json
node_info=$home/node-info.json
trust_base=$home/trust-base.json
stage=$home/.stage
wipe_or_restore="restore the whole state set from one backup, or wipe all of it and start a new genesis"

check_generation() {
  if [ -s "$home/generation" ]; then
    found=$(cat "$home/generation")
    [ "$found" = "$GENERATION" ] || fail GENERATION_MISMATCH \
      "This state belongs to another SDK line; the node does not start on it." "$home/generation" \
      "state is '$found', this file is rendered for '$GENERATION'" \
      "the compose file was rendered for another SDK line (proof formats differ and cannot be mixed)" \
      "run the compose file of '$found', or wipe the whole state set"
    return 0
  fi
  [ ! -e "$trust_base" ] || fail GENERATION_UNKNOWN \
    "This genesis does not say which SDK line it belongs to." "$home/generation" "the file is missing" \
    "the genesis was made by another stack" \
    "wipe the whole state set, or, if you know the line, write it into that file"
  new_stage "$stage"
  printf '%s\n' "$GENERATION" >"$stage/generation"
  publish "$stage/generation" "$home/generation"
}

check_keys() {
  if [ -e "$keys" ]; then
    complete_json "$keys" || fail KEYS_DAMAGED "The root node's key file is damaged; it is left as it is." "$keys" \
      "not a complete JSON object" "a partial copy or a damaged disk" "$wipe_or_restore"
    chmod 600 "$keys"
    return 0
  fi
  for left in "$node_info" "$trust_base" "$home"/*.db; do
    [ ! -e "$left" ] || fail KEYS_MISSING "The root node's keys are gone but its state is still here." "$keys" \
      "$left exists" "the key file was deleted or not restored" "$wipe_or_restore"
  done
}

check_chain() {
  if [ -e "$home/rootchain.db" ]; then
    : >"$home/.chain-started"
  elif [ -e "$home/.chain-started" ]; then
    fail CHAIN_MISSING "The root chain's database is gone but its keys are still here." "$home/rootchain.db" \
      "the chain had been started with these keys" "the database was deleted or not restored" "$wipe_or_restore"
  fi
}

make_node() {
  ! complete_json "$node_info" || return 0
  new_stage "$stage"
  [ ! -e "$keys" ] || cp "$keys" "$stage/keys.json"
  ubft root-node init --home "$stage" --generate
  [ -e "$keys" ] || publish "$stage/keys.json" "$keys"
  publish "$stage/node-info.json" "$node_info"
}

make_trust_base() {
  if complete_json "$trust_base" && is_signed "$trust_base"; then
    return 0
  fi
  new_stage "$stage"
  ubft trust-base generate --home "$stage" --network-id "$NETWORK_ID" --node-info "$node_info"
  ubft trust-base sign --home "$home" --trust-base "$stage/trust-base.json"
  is_signed "$stage/trust-base.json" || fail TRUST_BASE_UNSIGNED "The new trust base carries no signature." \
    "$stage/trust-base.json" "ubft trust-base sign ended without an error" \
    "the bft-core image behaves differently from the pinned one" "check the image pin"
  publish "$stage/trust-base.json" "$trust_base"
}

check_pair() {
  node_id=$(json_string "$node_info" nodeId)
  trusted=$(json_string "$trust_base" nodeId)
  [ "${node_id:-none}" = "$trusted" ] || fail GENESIS_MIXED \
    "The trust base names another root node than the keys of this volume." "$trust_base" \
    "node-info.json has '$node_id', trust-base.json has '$trusted'" \
    "files of two genesis runs were mixed" "$wipe_or_restore"
}

trap 'explain_end "$home"' EXIT
chmod 700 "$home"
check_generation
check_keys
check_chain
make_node
make_trust_base
check_pair
rm -rf "$stage"
echo "root node $node_id: keys, node info and signed trust base are in place"
