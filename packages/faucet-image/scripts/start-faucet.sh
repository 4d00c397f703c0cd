# Starts the faucet as 1001. Its mnemonic is a 0600 file of somebody else on the host: root reads it once, into memory.
set -eu
umask 077

fail() {
  printf '%s [%s]\n' "$2" "$1" >&2
  printf '  where:    %s\n  evidence: %s\n  cause:    %s\n  next:     %s\n' "$3" "$4" "$5" "$6" >&2
  exit 1
}

[ -s "$MNEMONIC_SECRET" ] || fail MNEMONIC_MISSING "The faucet has no mnemonic." "$MNEMONIC_SECRET" \
  "the file is missing or empty" "the secret file on the host is empty or is a folder" \
  "put a BIP-39 mnemonic into the file that FAUCET_MNEMONIC_FILE names, mode 0600"

rm -f "$MNEMONIC_FILE"
cp "$MNEMONIC_SECRET" "$MNEMONIC_FILE"
chmod 600 "$MNEMONIC_FILE"
chown "$RUN_AS:$RUN_AS" "$MNEMONIC_FILE"
exec setpriv --reuid "$RUN_AS" --regid "$RUN_AS" --clear-groups --inh-caps=-all -- \
  unicity-devnet faucet --host 0.0.0.0 --port 8080 --data-dir "$FAUCET_DATA_DIR" \
  --relay-url "$RELAY_URL" --aggregator-url "$AGGREGATOR_URL" --trust-base "$TRUST_BASE_URL" \
  --mnemonic-file "$MNEMONIC_FILE"
