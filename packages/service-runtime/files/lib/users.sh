# shellcheck shell=bash
# Running and reading as another user. Root of a hardened container has CAP_SETUID and CAP_SETGID, but may read no
# file of others: it becomes their owner for that.

# set_user_prefix UID:GID: puts what goes before a command into `user_prefix`; without root everything runs as the
# container's own user.
user_prefix=()
set_user_prefix() {
  user_prefix=()
  if ((EUID == 0)); then
    user_prefix=(setpriv --reuid="${1%:*}" --regid="${1#*:}" --clear-groups --inh-caps=-all --no-new-privs --)
  fi
}

# as_user UID:GID COMMAND…
as_user() {
  local -a user_prefix
  set_user_prefix "$1"
  shift
  "${user_prefix[@]}" "$@"
}

# exec_as_user UID:GID COMMAND…: in place of this process.
exec_as_user() {
  set_user_prefix "$1"
  shift
  exec "${user_prefix[@]}" "$@"
}

# read_as_owner FILE: its content, whoever owns it.
read_as_owner() {
  if [[ -r $1 ]]; then
    cat -- "$1"
  elif ((EUID == 0)); then
    as_user "$(stat -L -c '%u:%g' -- "$1")" cat -- "$1"
  else
    return 1
  fi
}

# can_write FOLDER USER: the user can create a file with content there.
can_write() {
  # shellcheck disable=SC2016 # the inner bash expands it
  as_user "$2" bash -c '
    file=$(mktemp -- "$1/.service-runtime.XXXXXXXX") || exit 1
    head -c 65536 /dev/zero >"$file"
    code=$?
    rm -f -- "$file"
    exit "$code"' bash "$1"
}
