# shellcheck shell=bash
# What goes into a backup: parts, each a folder of the container that packs them.

: "${BACKUP_CERTS:=}"
RUN_SWITCHES+=([--with-certs]=BACKUP_CERTS=true)
RUN_FLAG_WORDS+=([--with-certs]=" backup ")
RUN_FLAG_HELP[--with-certs]="|certificates, too; without them a restored service gets new ones"
# "NAME ROLE CLASS ENGINE" of each, and the mounts.
BACKUP_PARTS=()
BACKUP_MOUNTS=()
# Names of the secret files that are in.
BACKUP_SECRETS=()

# run_backup_parts: fills the arrays. Ends with 1 when there is no state.
run_backup_parts() {
  local found=''
  BACKUP_PARTS=() BACKUP_MOUNTS=() BACKUP_SECRETS=()
  [[ -z $DATA_VOLUME ]] || ! run_volume_exists "$DATA_VOLUME" || found=true
  [[ -n $found ]] ||
    run_die 1 NO_STATE "There is nothing to back up." "volume ${DATA_VOLUME:-none}" "" "$CONTAINER_NAME was never started here"
  run_add_volume data "$DATA_VOLUME" "$DATA_CLASS" "$DATA_ENGINE"
  [[ -z $BACKUP_CERTS ]] || ! run_volume_exists "$LETSENCRYPT_VOLUME" ||
    run_add_volume letsencrypt "$LETSENCRYPT_VOLUME" certs files
  run_add_host_files
}

run_paths_file() { printf '%s/backups/%s.paths' "$STATE_DIR" "$CONTAINER_NAME"; }

# run_add_host_files: secrets and settings, and under which paths the settings name the secrets.
run_add_host_files() {
  local paths
  paths=$(run_paths_file)
  run_write_private "$paths" < <(run_secret_files)
  run_add_files secrets <"$paths"
  run_add_files settings < <(
    [[ ! -s $paths ]] || printf 'secret-paths %s\n' "$paths"
    run_settings_files
  )
}

# run_add_volume NAME VOLUME CLASS ENGINE. A database that is written to is opened for writing by its readers, too.
run_add_volume() {
  local access=,readonly
  [[ $4 != sqlite ]] || access=''
  BACKUP_PARTS+=("$1 volume $3 $4")
  BACKUP_MOUNTS+=(--mount "type=volume,source=$2,target=/parts/$1,volume-nocopy$access")
}

# run_add_files PART: lines "NAME PATH" of files on this host.
run_add_files() {
  local name path role=$1
  local -a mounts=()
  [[ $1 != settings ]] || role='file'
  while read -r name path; do
    [[ -n $path ]] || continue
    run_inspect_secret "$name" "$path" "mend the file"
    mounts+=(--mount "type=bind,source=$path,target=/parts/$1/$name,readonly")
    [[ $1 != secrets ]] || BACKUP_SECRETS+=("$name")
  done
  ((${#mounts[@]} > 0)) || return 0
  BACKUP_PARTS+=("$1 $role $1 files")
  BACKUP_MOUNTS+=("${mounts[@]}")
}

# run_secret_files: "NAME PATH" of the secrets of the container, or of those that a start would take.
run_secret_files() {
  local found entry name variable file
  found=$(run_ask container inspect --format \
    '{{range .Mounts}}{{if eq .Type "bind"}}{{.Destination}} {{.Source}}{{println}}{{end}}{{end}}' "$CONTAINER_NAME" 2>/dev/null |
    sed -n 's|^/run/secrets/||p' || true)
  [[ -z $found ]] || printf '%s\n' "$found"
  for entry in "${SERVICE_SECRETS[@]}"; do
    read -r name variable _ <<<"$entry"
    file=${!variable:-$SECRETS_DIR/$name}
    [[ $'\n'$found == *$'\n'"$name "* || ! -e $file ]] || printf '%s %s\n' "$name" "$file"
  done
}

# run_settings_files: "NAME PATH" of those by which a restore starts the service as it was. Nothing secret is in them.
run_settings_files() { [[ ! -e $(run_kept_file) ]] || printf 'start %s\n' "$(run_kept_file)"; }
