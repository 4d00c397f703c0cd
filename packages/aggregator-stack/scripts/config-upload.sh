# Tells the root node which shard it certifies. Sending the same configuration again is harmless, so this runs at each up.
set -eu

attempt=1
until answer=$(curl -sS --fail-with-body --max-time 5 -X PUT -H 'Content-Type: application/json' \
  --data-binary "@$SHARD_CONF" "$ROOT_RPC_URL/api/v1/configurations" 2>&1); do
  [ "$attempt" -lt "$UPLOAD_ATTEMPTS" ] || fail UPLOAD_FAILED \
    "The root node did not take the shard configuration." "$ROOT_RPC_URL/api/v1/configurations" \
    "attempt $attempt of $UPLOAD_ATTEMPTS: $answer" \
    "the root node is not ready, or refuses the configuration" "read the log of bft-root"
  echo "attempt $attempt: $answer" >&2
  attempt=$((attempt + 1))
  sleep 1
done
echo "shard configuration uploaded at attempt $attempt"
