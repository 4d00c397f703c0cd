# Pace of a probe. `interval` is short, because engines before 25 know no other one for the start: a start is seen at once,
# and a service that has worked is looked at every 10 s, as this waits. POSIX sh and busybox tools only.

# pace FILE: waits when the file is there. It is on a tmpfs, so that a container that starts again is probed quickly again.
pace() {
  [ ! -e "$1" ] || sleep 9
}
