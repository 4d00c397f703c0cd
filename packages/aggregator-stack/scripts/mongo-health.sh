# Runs the health script, the first argument, in mongosh, whose start takes a second of processor time. The second argument is
# the data folder: the stamp that state-set put there says from the first healthy probe on that there is a database. One that
# is gone then is lost, and not new: it is not made again.
set -eu

stamp=$2/genesis.json

# ask EXPRESSION…: they end at the first error.
ask() {
  output=$(mongosh --quiet --norc "$@" 2>&1) || case $output in
    *"not a member of it"*)
      fail MEMBER_ELSEWHERE "MongoDB is not reached under the name that its replica set has for it." "mongo:27017" "$output" \
        "the service was renamed, or the name leads to another container (extra_hosts, an alias)" \
        "let the name lead to this container again and start again: the data is kept"
      ;;
    *"no replset config has been received"*)
      fail STATE_LOST "The database is gone, but the chain it belongs to is still here." "$2" "$output" \
        "the volume was emptied, or another one was mounted" \
        "restore the whole state set from one backup, or wipe all of it and start a new genesis"
      ;;
    *)
      printf '%s\n' "$output"
      exit 1
      ;;
  esac
}

seen=${SEEN_FILE:-/tmp/was-primary}
pace "$seen"
if grep -q '^{.*}$' "$stamp" 2>/dev/null && ! grep -q '"used":true' "$stamp"; then
  ask --eval "$1"
  sed 's/}$/,"used":true}/' "$stamp" >"$stamp.new"
  sync "$stamp.new"
  mv -f "$stamp.new" "$stamp"
else
  ask --eval 'rs.status().ok' --eval "$1"
fi
: >"$seen"
