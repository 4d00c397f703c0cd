# shellcheck shell=bash
# The key of backups: --recipient is the public key that a backup is made for, --identity-file the secret one that opens it.
# Without them a key of this host counts, which the first backup makes.

: "${BACKUP_RECIPIENT:=}" "${BACKUP_IDENTITY:=}"
RUN_VALUE_FLAGS+=([--recipient]=BACKUP_RECIPIENT [--identity-file]=BACKUP_IDENTITY)
RUN_FLAG_WORDS+=([--recipient]=" backup " [--identity-file]=" restore ")
RUN_FLAG_HELP+=([--recipient]="KEY|age1…, the public key to encrypt for (default: the key of this host, made by the first backup)"
  [--identity-file]="FILE|the key that the backup was made for (default: the key of this host)")

run_backup_key() { printf '%s/backup-key' "$SECRETS_DIR"; }

# run_settle_recipient: sets BACKUP_RECIPIENT.
run_settle_recipient() {
  local key IMAGE_NAME=$BACKUP_IMAGE
  key=$(run_backup_key)
  if [[ -z $BACKUP_RECIPIENT ]]; then
    [[ -e $key ]] || run_make_backup_key "$key"
    run_inspect_secret backup-key "$key" "--recipient age1…"
    BACKUP_RECIPIENT=$(run_in_image unicity-backup recipient <"$key" 2>"$RUN_SCRATCH/errors") ||
      run_die 3 KEY_UNUSABLE "The key of backups cannot be used." "$key" "$(run_errors)" "the file was changed" \
        "put the key back, or move the file away for a new one"
  fi
  run_require_form --recipient "$BACKUP_RECIPIENT" '^age1[0-9a-z]{20,2000}$' "a public key of age: age1…"
}

# run_make_backup_key FILE: another backup may make one at the same time; the first is the key of both.
run_make_backup_key() {
  local new=$1.$$
  run_write_private "$new" < <(run_in_image unicity-backup new-key 2>"$RUN_SCRATCH/errors" || true)
  [[ -s $new ]] || {
    rm -f -- "$new"
    run_die 1 KEY_NOT_MADE "The key of backups could not be made." "unicity-backup of $BACKUP_IMAGE" "$(run_errors)" \
      "the image is older than this script" "--recipient age1…, or --image REFERENCE of this version"
  }
  # A link, unlike a rename, does not replace one.
  ! ln -- "$new" "$1" 2>/dev/null ||
    printf 'Made the key of backups: %s\nKeep a copy elsewhere: no backup of this host opens without it.\n' "$1" >&2
  rm -f -- "$new"
}

# run_settle_identity: sets BACKUP_IDENTITY, which exists.
run_settle_identity() {
  : "${BACKUP_IDENTITY:=$(run_backup_key)}"
  [[ $BACKUP_IDENTITY == /* ]] || BACKUP_IDENTITY=$PWD/$BACKUP_IDENTITY
  [[ -e $BACKUP_IDENTITY || $BACKUP_IDENTITY != "$(run_backup_key)" ]] ||
    run_usage "--identity-file is missing: this host has no key of backups." "add --identity-file FILE, the key that the backup was made for"
  run_require_mount_path --identity-file "$BACKUP_IDENTITY"
  run_inspect_secret identity "$BACKUP_IDENTITY" "--identity-file FILE"
}
