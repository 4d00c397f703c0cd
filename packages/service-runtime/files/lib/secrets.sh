# shellcheck shell=bash
# Secrets: files of whatever owner, handed to the one user that needs them. Never in argv, environment or log.

SECRET_BYTES=65536

# keep_secret VARIABLE FILE USER: a copy that only USER can read, in tmpfs.
keep_secret() {
  local copy=$STATE/secrets/$1
  (umask 077 && read_as_owner "$2" | head -c "$SECRET_BYTES" >"$copy")
  chmod 0400 "$copy"
  ((EUID != 0)) || chown "$3" "$copy"
}

# keep_secrets: the API key for the registration, the others for the service.
keep_secrets() {
  local variable
  if [[ -n ${HAPROXY_API_KEY_FILE:-} ]]; then
    keep_secret HAPROXY_API_KEY_FILE "$HAPROXY_API_KEY_FILE" "$REGISTRATION_USER"
  elif [[ -n ${HAPROXY_API_KEY:-} ]]; then
    warn "HAPROXY_API_KEY shows in docker inspect; HAPROXY_API_KEY_FILE does not"
    keep_secret HAPROXY_API_KEY_FILE /dev/stdin "$REGISTRATION_USER" <<<"$HAPROXY_API_KEY"
  fi
  for variable in "${SERVICE_SECRETS[@]}"; do
    [[ -z ${!variable:-} ]] || keep_secret "$variable" "${!variable}" "$SERVICE_USER"
  done
}

# use_kept_secrets: the variables name the copies, and a key itself leaves the environment. In every process.
use_kept_secrets() {
  local variable
  for variable in HAPROXY_API_KEY_FILE "${SERVICE_SECRETS[@]}"; do
    [[ -e $STATE/secrets/$variable ]] || continue
    export "$variable=$STATE/secrets/$variable"
    [[ $variable != HAPROXY_API_KEY_FILE ]] || unset HAPROXY_API_KEY
  done
}
