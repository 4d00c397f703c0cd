# Puts keys that the operator gave into fresh volumes: the trust base is then the same after every wipe. Without any it does nothing.
set -eu

# as_user UID:GID COMMAND…: without privileges. The files are 0600, and root without its capabilities cannot read them.
as_user() {
  user=$1
  shift
  setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --inh-caps=-all --no-new-privs -- "$@"
}

# seed SECRET VOLUME OTHER-VOLUME
seed() {
  [ -s "$1" ] || return 0
  case $(stat -c %a "$1") in
    *00) ;;
    *) echo "warning: others can read the file that is given as $1: chmod 600" >&2 ;;
  esac
  as_user "$(stat -c %u:%g "$1")" cat "$1" | as_user "$OWNER" put-keys "$2" "$3"
}

seed "$ROOT_KEYS_FILE" "$GENESIS_ROOT_DIR" "$GENESIS_AGGREGATOR_DIR"
seed "$AGGREGATOR_KEYS_FILE" "$GENESIS_AGGREGATOR_DIR" "$GENESIS_ROOT_DIR"
