# Hands the fresh named volumes, which the engine makes for root, to the user that every part of the stack runs as.
set -eu
for volume in "$@"; do
  [ "$(stat -c %u:%g "$volume")" = "$OWNER" ] || chown "$OWNER" "$volume"
done
echo "volumes belong to $OWNER: $*"
