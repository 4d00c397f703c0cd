# Checks the genesis and keeps the state set together: each volume in $MEMBERS is stamped with the genesis it belongs to
# before its first use. A volume of another genesis, or one that lost its content, would only show as "no block is ever
# certified".
set -eu

root=$GENESIS_ROOT_DIR
bound=$root/.members
genesis_id=$(check-genesis) || exit
stamp_text=$(printf '{"generation":"%s","genesisId":"%s"}' "$GENERATION" "$genesis_id")
wipe_or_restore="restore the whole state set from one backup, or wipe all of it and start a new genesis"

# The stamp of a volume. No hidden file: who empties the volume with `rm *` takes it along.
stamp_of() {
  printf '%s/genesis.json' "$1"
}

# fits STAMP: of this genesis. MongoDB's health command adds to it that there is a database.
fits() {
  [ "$(cat "$1")" = "$stamp_text" ] || [ "$(cat "$1")" = "${stamp_text%?},\"used\":true}" ]
}

# is_fresh DIR: nothing but the stamp and, at most, key material that the operator put there beforehand.
is_fresh() {
  for entry in "$1"/* "$1"/.[!.]*; do
    case $entry in
      "$1/*" | "$1/.[!.]*" | */lost+found | */keys.json | */.keys.json.new | */genesis.json | */genesis.json.new) ;;
      *) return 1 ;;
    esac
  done
}

check_root() {
  stamp=$(stamp_of "$root")
  [ ! -s "$stamp" ] || [ "$(cat "$stamp")" = "$stamp_text" ] || fail STATE_OF_ANOTHER_GENESIS \
    "The root node's keys and trust base are not those of this chain." "$stamp" \
    "stamped '$(cat "$stamp")', the trust base has '$stamp_text'" \
    "keys and trust base were replaced, the rest of the volume was not" "$wipe_or_restore"
}

check_member() {
  stamp=$(stamp_of "$1")
  if [ -s "$stamp" ]; then
    fits "$stamp" || fail STATE_OF_ANOTHER_GENESIS \
      "This volume belongs to another genesis than the root node." "$1" \
      "stamped '$(cat "$stamp")', the root node has '$stamp_text'" \
      "the genesis was wiped or replaced alone" "$wipe_or_restore"
    ! grep -q '"used":true' "$stamp" || ! is_fresh "$1" || fail STATE_LOST \
      "The database is gone, but the chain it belongs to is still here." "$1" \
      "only $stamp is left, which says that there was one" "all else in the volume was deleted" "$wipe_or_restore"
  elif [ -f "$bound" ] && grep -qxF "$1" "$bound"; then
    fail STATE_LOST "This volume lost its content, but the chain it belongs to is still here." "$1" \
      "$stamp is missing, $bound lists the volume" "the volume was wiped alone" "$wipe_or_restore"
  else
    is_fresh "$1" || fail STATE_UNKNOWN "This volume holds state that no genesis of this stack made." "$1" \
      "$stamp is missing and the volume is not empty" "the volume was filled by another stack" "$wipe_or_restore"
  fi
}

put_stamp() {
  stamp=$(stamp_of "$1")
  [ ! -s "$stamp" ] || return 0
  printf '%s\n' "$stamp_text" >"$stamp.new"
  publish "$stamp.new" "$stamp"
}

note_member() {
  [ ! -f "$bound" ] || ! grep -qxF "$1" "$bound" || return 0
  { [ ! -f "$bound" ] || cat "$bound"; printf '%s\n' "$1"; } >"$bound.new"
  publish "$bound.new" "$bound"
}

# The volumes are named without quotes: they are a list.
trap 'explain_end "$root" $MEMBERS' EXIT
# All are checked before one is changed.
check_root
for member in $MEMBERS; do check_member "$member"; done
put_stamp "$root"
for member in $MEMBERS; do
  put_stamp "$member"
  note_member "$member"
done
echo "state set complete: $MEMBERS belong to genesis $GENERATION $genesis_id"
