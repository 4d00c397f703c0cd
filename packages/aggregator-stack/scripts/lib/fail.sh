# fail CODE WHAT WHERE EVIDENCE CAUSE NEXT: prints an error for people and ends the job.
fail() {
  printf '%s [%s]\n' "$2" "$1" >&2
  printf '  where:    %s\n  evidence: %s\n  cause:    %s\n  next:     %s\n' "$3" "$4" "$5" "$6" >&2
  exit 1
}
