# shellcheck shell=bash
# Puts what was unpacked into its place, and back.

# run_place: volumes, then secrets and settings. What is there is kept first.
run_place() {
  local part volume class engine
  local first=true
  ((${#RESTORE_RECORD[@]} == 0)) || first=''
  # From here on until all is in its place again.
  run_unrecord placed
  if run_backup_runs; then
    # Else it is what an earlier try has started.
    [[ -z $first ]] || run_record ran
    run_operation_step "stops the service"
    run_backup_stop
  fi
  # Not from a pipe: what is asked in between must not read it.
  while read -r part volume class engine <&3; do
    run_place_volume "$part" "$volume" "$class" "$engine"
  done 3< <(run_restore_volumes)
  run_operation_step "places secrets and settings"
  run_place_secrets
  run_place_settings
  run_record placed
}

run_place_volume() {
  run_operation_step "fills the volume $2"
  run_restore_make_volume "$@"
  if [[ " ${RESTORE_FULL[*]} " == *" $2 "* ]]; then
    run_record keeping "$2"
    run_ensure_volume "$2-before-restore" "$3" "$4"
    run_must_tool "What is there cannot be kept." /dev/null /dev/null --mount "type=volume,source=$2,target=/from,readonly,volume-nocopy" \
      --mount "type=volume,source=$2-before-restore,target=/to,volume-nocopy" -- keep /from /to
    run_record kept "$2"
  elif ! run_is_recorded kept "$2"; then
    run_record filled "$2"
  fi
  run_must_tool "The volume cannot be filled." /dev/null /dev/null "$(run_staging_mount)" \
    --mount "type=volume,source=$2,target=/to,volume-nocopy" -- place "/staging/parts/$1.tar" /to
}
# run_restore_make_volume PART VOLUME CLASS ENGINE
run_restore_make_volume() { run_ensure_volume "$2" "$3" "$4"; }

# run_has_part NAME
run_has_part() { [[ " ${RESTORE_PARTS[*]%% *} " == *" $1 "* ]]; }

# run_part_file PART NAME: its content in $RUN_SCRATCH/part-file; 1 when there is none.
run_part_file() {
  local file=$RUN_SCRATCH/part-file
  (umask 077 && : >"$file")
  run_has_part "$1" && run_tool /dev/null "$file" "$(run_staging_mount)" -- print "/staging/parts/$1.tar" "$2"
}

# run_place_secrets: each as $SECRETS_DIR/NAME.
run_place_secrets() {
  local name
  run_has_part secrets || return 0
  run_must_tool "The secrets cannot be read." /dev/null "$RUN_SCRATCH/names" "$(run_staging_mount)" -- files /staging/parts/secrets.tar
  while IFS= read -r name <&3; do
    [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || continue
    # HAProxy is this host's, and so is its key.
    [[ $name != haproxy-api-key || ! -s $(run_secret_place "$name") ]] || continue
    run_part_file secrets "$name" || run_tool_refused "The secret $name cannot be read." "$?"
    run_place_file "$(run_secret_place "$name")"
    printf 'Secret %s: %s\n' "$name" "$(run_secret_place "$name")"
  done 3<"$RUN_SCRATCH/names"
}
run_secret_place() {
  case $1 in
    haproxy-api-key) printf '%s/%s-haproxy-api-key' "$SECRETS_DIR" "$CONTAINER_NAME" ;;
    *) printf '%s/%s' "$SECRETS_DIR" "$1" ;;
  esac
}

# run_place_file PATH: from $RUN_SCRATCH/part-file. One that is the same stays.
run_place_file() {
  [[ ! -e $1 ]] || [[ $(<"$1") != "$(<"$RUN_SCRATCH/part-file")" ]] || return 0
  if [[ ! -e $1 && ! -L $1 ]] || run_is_recorded new "$1"; then
    run_record new "$1"
  elif ! run_is_recorded file "$1" || [[ ! -e $1.before-restore ]]; then
    run_keep_file "$1"
    run_record file "$1"
  fi
  run_write_private "$1" <"$RUN_SCRATCH/part-file"
}

# run_keep_file PATH: as PATH.before-restore, whole; one of an earlier restore gives way.
run_keep_file() {
  local kept=$1.before-restore
  if [[ -e $kept || -L $kept ]]; then
    mv -n -- "$kept" "$kept.$(date -u +%Y%m%dT%H%M%SZ)"
  fi
  { cp -Pp -- "$1" "$kept.new" && mv -f -- "$kept.new" "$kept"; } ||
    run_die 1 FILE_NOT_WRITTEN "What is there cannot be kept." "$kept" "" "the folder is not writable, or the disk is full"
}

# run_place_settings: those of this host stay, if it has some.
run_place_settings() {
  local file
  file=$(run_kept_file)
  run_takes_settings && run_part_file settings start || return 0
  run_settings_of_this_host <"$RUN_SCRATCH/part-file" >"$RUN_SCRATCH/settings"
  run_rewrite_paths argument environment
  cp -- "$RUN_SCRATCH/settings" "$RUN_SCRATCH/part-file"
  run_place_file "$file"
}

# run_takes_settings: of the backup, as this host has none but those of an earlier try.
run_takes_settings() { [[ ! -e $(run_kept_file) ]] || run_is_recorded new "$(run_kept_file)"; }

# run_settings_of_this_host: standard input with the image of this host, and without names of the other one: what was
# filled here is what the service starts with.
run_settings_of_this_host() {
  local id
  id=$(run_ask image inspect --format '{{.Id}}' "$IMAGE_NAME" 2>/dev/null || true)
  awk -v image="$IMAGE_NAME" -v id="$id" '
    skip { skip = 0; next }
    $0 == "argument --container-name" { skip = 1; next }
    /^environment (DATA_VOLUME|LETSENCRYPT_VOLUME|SECRETS_DIR)=/ || $1 == "container" { next }
    $1 == "image" { $0 = "image " image }
    $1 == "image-id" { $0 = "image-id " id }
    { print }'
}

# run_rewrite_paths: in $RUN_SCRATCH/settings the paths of the secrets become those of this host.
run_rewrite_paths() {
  local name path text
  run_part_file settings secret-paths || return 0
  text=$(<"$RUN_SCRATCH/settings")$'\n'
  while read -r name path; do
    text=${text//"argument $path"$'\n'/"argument $(run_secret_place "$name")"$'\n'}
    text=${text//"_FILE=$path"$'\n'/"_FILE=$(run_secret_place "$name")"$'\n'}
    text=${text//"_FILE='$path'"/"_FILE='$(run_secret_place "$name")'"}
  done <"$RUN_SCRATCH/part-file"
  printf '%s' "$text" >"$RUN_SCRATCH/settings"
}
