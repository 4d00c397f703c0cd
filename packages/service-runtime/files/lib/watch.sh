# shellcheck shell=bash
# Files that change while the service runs. A watch is a word, the prefix of four functions, and perhaps an argument:
#   PREFIX_files [ARGUMENT]      prints the paths
#   PREFIX_validate [ARGUMENT]   fails and prints the problem when the new content must not be used
#   PREFIX_reload [ARGUMENT]     puts it to use; fails and prints the problem
#   PREFIX_confirm [ARGUMENT]    succeeds when it is in use; tried again for a while

CONFIRM_TRIES=20

list_watches() {
  local domain
  if [[ $(read_state mode) == tls ]]; then
    for domain in "${DOMAINS[@]}"; do
      printf 'certificate %s\n' "$domain"
    done
  fi
  if [[ -f $SERVICE_ROUTES/stream.conf ]] && needs_nginx "$(read_state mode)"; then
    printf 'addresses\n'
  fi
  ((${#SERVICE_WATCHES[@]} == 0)) || printf '%s\n' "${SERVICE_WATCHES[@]}"
}

# fingerprint WATCH: of the contents; a missing file counts as one.
fingerprint() {
  local prefix argument file
  read -r prefix argument <<<"$1"
  "${prefix}_files" ${argument:+"$argument"} | while IFS= read -r file; do
    printf '%s ' "$file"
    # Anything else, a FIFO for one, would never end.
    if [[ -f $file ]]; then sha256sum <"$file" 2>/dev/null || printf 'unreadable\n'; else printf 'no file\n'; fi
  done | sha256sum
}

# watch_name WATCH: as part of a file name.
watch_name() { printf '%s\n' "${1//[^A-Za-z0-9.-]/_}"; }

# note_watched WATCH: what is there now is in use.
note_watched() { write_state "watch/$(watch_name "$1")" "$(fingerprint "$1")"; }

# look_at WATCH: puts changed content to use. What fails is looked at again with its next change, and what was put to
# use but not confirmed with the next look.
look_at() {
  local watch=$1 name prefix argument now problem
  name=$(watch_name "$watch")
  read -r prefix argument <<<"$watch"
  now=$(fingerprint "$watch")
  if [[ $now == "$(read_state "watch/$name")" ]]; then
    clear_problem "$name"
  elif ! problem=$(only_files "$prefix" "$argument"); then
    set_problem "$name" "the new files are not used: $problem"
  elif ! problem=$("${prefix}_validate" ${argument:+"$argument"}); then
    set_problem "$name" "the new files are not used: ${problem:-not valid}"
  elif ! problem=$("${prefix}_reload" ${argument:+"$argument"}); then
    set_problem "$name" "the new files are not used: ${problem:-reload failed}"
  elif ! confirm "$prefix" "$argument"; then
    # Neither the new nor the earlier content is known to be in use now.
    write_state "watch/$name" unconfirmed
    set_problem "$name" "the new files were loaded, but are not seen in use"
  else
    write_state "watch/$name" "$now"
    clear_problem "$name"
    log "$watch: the new files are in use"
  fi
}

# only_files PREFIX [ARGUMENT]: fails and names what is there and is no regular file.
only_files() {
  local file
  while IFS= read -r file; do
    [[ ! -e $file || -f $file ]] || { printf '%s is no regular file\n' "$file" && return 1; }
  done < <("$1_files" ${2:+"$2"})
}

confirm() {
  local tries
  for ((tries = 0; tries < CONFIRM_TRIES; tries++)); do
    ! "$1_confirm" ${2:+"$2"} || return 0
    sleep 0.5
  done
  return 1
}

# run_watcher: for ever. The renewal marker is only a hint: files are compared in any case.
run_watcher() {
  local watch
  while true; do
    [[ ! -e $RENEWAL_MARKER ]] || rm -f -- "$RENEWAL_MARKER"
    look_up_addresses
    while IFS= read -r watch; do
      look_at "$watch"
    done < <(list_watches)
    date +%s >"$STATE/watch/last-round"
    sleep "$SERVICE_WATCH_SECONDS"
  done
}
