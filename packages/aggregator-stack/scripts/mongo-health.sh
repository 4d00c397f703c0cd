# Runs the health script, the first argument, in mongosh, whose start takes a second of processor time.
set -eu

pace /tmp/was-primary
output=$(mongosh --quiet --norc --eval "$1" 2>&1) || case $output in
  *"not a member of it"*)
    fail MEMBER_ELSEWHERE "MongoDB is not reached under the name that its replica set has for it." "mongo:27017" "$output" \
      "the service was renamed, or the name leads to another container (extra_hosts, an alias)" \
      "let the name lead to this container again and start again: the data is kept"
    ;;
  *)
    printf '%s\n' "$output"
    exit 1
    ;;
esac
: >/tmp/was-primary
