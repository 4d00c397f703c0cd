# shellcheck shell=bash
# The secrets that this host knows: none of them is in a support bundle.

# Names of variables whose value is a secret.
RUN_SECRET_NAMES='(KEY|KEYS|SECRET|TOKEN|PASSWORD|PASS|PASSPHRASE|MNEMONIC|NSEC|SEED|CREDENTIALS?)$'

run_bundle_know_secrets() {
  local name file entry
  for file in "$SECRETS_DIR"/* "$SECRETS_DIR"/*/*; do
    run_know_secret_file "$file"
  done
  for name in $(run_bundle_names); do
    run_bundle_know_variable "$name=${!name:-}" named
  done
  for name in "${RUN_BUNDLE_CONTAINERS[@]}"; do
    while IFS= read -r file; do
      run_know_secret_file "$file"
    done < <(run_bundle_secret_mounts "$name")
    while IFS= read -r entry; do
      printf -v entry '%b' "$entry"
      run_bundle_know_variable "$entry"
    done < <(run_bundle_variables "$name")
  done
}

# run_bundle_names: the variables of this script and of its environment, one a line.
run_bundle_names() { compgen -v | grep -E '^[A-Z][A-Z0-9_]*$' | grep -vE '^(RUN|BASH|COMPREPLY|DIRSTACK|FUNCNAME|GROUPS|PIPESTATUS)' || true; }

# run_bundle_secret_mounts CONTAINER: the files on this host, one a line.
run_bundle_secret_mounts() {
  run_ask container inspect --format '{{range .Mounts}}{{println .Destination .Source}}{{end}}' "$1" 2>/dev/null |
    sed -n 's|^/run/secrets/[^ ]* ||p' || true
}

# run_bundle_know_variable NAME=VALUE [named]: a value whose name says so, the file that such a name leads to, the password in
# an address, and, unless only names count, what looks random.
run_bundle_know_variable() {
  local name=${1%%=*} value=${1#*=}
  if [[ $name == *_FILE ]]; then
    [[ ! ${name%_FILE} =~ $RUN_SECRET_NAMES ]] || run_know_secret_file "$value"
  elif [[ $value =~ ^(true|false|none|null|[0-9]{0,5})$ ]]; then
    return 0
  elif [[ $name =~ $RUN_SECRET_NAMES ]]; then
    run_know_secret "$name" "$value"
  elif [[ $value =~ ://[^/@:]*:(.+)@ ]]; then
    run_know_secret "$name" "${BASH_REMATCH[1]}"
  elif [[ -z ${2:-} && ! $name =~ $RUN_SHOWN_NAMES && ${#value} -ge 16 && $value =~ [0-9] && $value =~ [A-Za-z] && $value != *[/:.\ @]* ]]; then
    run_know_secret "$name" "$value"
  fi
}
