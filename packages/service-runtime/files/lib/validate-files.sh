# shellcheck shell=bash
# Checks of mounted files and folders.

validate_secrets() {
  local variable
  for variable in HAPROXY_API_KEY_FILE "${SERVICE_SECRETS[@]}"; do
    [[ -z ${!variable:-} ]] || validate_secret "$variable"
  done
  [[ -z ${HAPROXY_API_KEY_FILE:-} ]] || validate_api_key "$(read_as_owner "$HAPROXY_API_KEY_FILE" 2>/dev/null | head -c "$SECRET_BYTES")"
  [[ -z ${HAPROXY_API_KEY:-} ]] || validate_api_key "$HAPROXY_API_KEY"
}

validate_secret() {
  local file=${!1}
  if [[ ! -f $file ]]; then
    invalid SECRET_MISSING "The file that $1 names is not there." "$1" "It is not mounted, or a folder was made in its place."
  elif ! read_as_owner "$file" >/dev/null 2>&1; then
    invalid SECRET_UNREADABLE "The file that $1 names cannot be read, not even as its owner." "$1" "" \
      "Mount it where every folder above it can be entered (mode 0755)."
  elif [[ -z $(read_as_owner "$file" | head -c 1 | tr -d '\0') ]]; then
    invalid SECRET_EMPTY "The file that $1 names is empty." "$1"
  fi
}

# A key goes into an HTTP header.
validate_api_key() {
  [[ -z $1 || $1 =~ ^[[:graph:]]{1,512}$ ]] ||
    fail 3 API_KEY_INVALID "The API key has characters that no HTTP header can carry." HAPROXY_API_KEY_FILE "" "" \
      "The file holds one line with the key and nothing else."
}

# validate_directories: the service's folders take its files. An empty one of root is handed over first.
validate_directories() {
  local folder
  for folder in "${SERVICE_DIRECTORIES[@]}"; do
    if [[ -d $folder && -z $(ls -A -- "$folder" 2>/dev/null) ]] && ((EUID == 0)); then
      chown "$SERVICE_USER" "$folder" 2>/dev/null || true
    fi
    check_folder "$folder" "$SERVICE_USER" "the service"
  done
}

# check_folder FOLDER USER WHO
check_folder() {
  local output
  [[ -d $1 ]] || fail 3 FOLDER_MISSING "The folder of $3 is not there." "$1" "" "" "Mount a volume."
  output=$(can_write "$1" "$2" 2>&1) ||
    fail 3 FOLDER_UNWRITABLE "The folder of $3 does not take files." "$1" "$output" \
      "It is mounted read-only, the disk is full, or it belongs to another user than $2." \
      "Check df, the mount and the owner: $(stat -c '%u:%g, mode %a' -- "$1")."
}
