# shellcheck shell=bash
# When the certificate authority may be asked again. Let's Encrypt refuses a name for an hour after five failures; the
# record is in the volume, so that restarts count too.

FAILURES_PER_HOUR=4

attempts_file() { printf '%s\n' "$LETSENCRYPT/service-runtime/failures.$ENVIRONMENT.$SSL_DOMAIN"; }

record_failure() {
  local file
  file=$(attempts_file)
  mkdir -p -- "${file%/*}" && recent_failures | tail -n 9 >"$file.new" &&
    date +%s >>"$file.new" && mv -f -- "$file.new" "$file"
}

forget_failures() { rm -f -- "$(attempts_file)"; }

# recent_failures: their times (seconds since 1970) within the last hour, oldest first.
recent_failures() {
  local file now
  file=$(attempts_file)
  [[ -r $file ]] || return 0
  now=$(date +%s)
  awk -v now="$now" '/^[0-9]+$/ && $1 > now - 3600 && $1 <= now' "$file"
}

# seconds_to_wait: 0 without failures, then 30, 60, 120 s after the last one, and with four an hour after the oldest.
seconds_to_wait() {
  local -a failures
  local now next count
  mapfile -t failures < <(recent_failures)
  count=${#failures[@]}
  now=$(date +%s)
  next=0
  if ((count >= FAILURES_PER_HOUR)); then
    next=$((failures[count - FAILURES_PER_HOUR] + 3600))
  elif ((count > 0)); then
    next=$((failures[count - 1] + 30 * 2 ** (count - 1)))
  fi
  printf '%d\n' $((next > now ? next - now : 0))
}
