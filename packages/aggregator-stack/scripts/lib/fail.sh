# Error messages of the jobs. POSIX sh and busybox tools only: the images have nothing else.

# fail CODE WHAT WHERE EVIDENCE CAUSE NEXT: prints an error for people and ends the job.
fail() {
  # shellcheck disable=SC2034 # read by explain_end, which not every script has
  explained=yes
  printf '%s [%s]\n' "$2" "$1" >&2
  printf '  where:    %s\n  evidence: %s\n  cause:    %s\n  next:     %s\n' "$3" "$4" "$5" "$6" >&2
  exit 1
}
