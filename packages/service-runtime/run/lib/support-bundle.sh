# shellcheck shell=bash
# support-bundle: a folder for somebody who helps, with what is seen of the service on this host and without secrets.
# Every file of it goes through run_redact, and the whole is searched for known secrets before it is handed out.

RUN_VERBS[support-bundle]=run_support_bundle
RUN_VERB_OPERANDS[support-bundle]='[FOLDER]'
RUN_VERB_HELP[support-bundle]='versions, settings, logs and checks in a folder to hand on, without secrets'
RUN_VERB_EXAMPLES[support-bundle]=$'support-bundle\nsupport-bundle ./for-support'

RUN_BUNDLE_LINES=500
# Folder that is being filled; what was looked at in it.
RUN_BUNDLE=''
RUN_BUNDLE_CONTAINERS=()

run_support_bundle() {
  run_bundle_begin
  mapfile -t RUN_BUNDLE_CONTAINERS < <(run_bundle_find_containers)
  run_bundle_know_secrets
  run_bundle_common
  run_bundle_answer status.json status run_status
  run_bundle_answer check.json check run_check
  run_bundle_finish
}

# run_bundle_begin: makes the folder, which no other user can read. It goes again unless it is finished.
run_bundle_begin() {
  RUN_BUNDLE=${RUN_OPERAND:-unicity-support-$CONTAINER_NAME-$(date -u +%Y%m%dT%H%M%SZ)}
  [[ $RUN_BUNDLE == /* ]] || RUN_BUNDLE=$PWD/$RUN_BUNDLE
  umask 077
  [[ ! -e $RUN_BUNDLE && ! -L $RUN_BUNDLE ]] || run_die 3 BUNDLE_EXISTS "There is something of this name; nothing was changed." \
    "$RUN_BUNDLE" "" "" "name another folder: $(run_self) support-bundle FOLDER"
  mkdir -- "$RUN_BUNDLE" 2>"$RUN_SCRATCH/errors" || run_die 3 BUNDLE_NOT_WRITTEN "The folder cannot be made." "$RUN_BUNDLE" \
    "$(run_errors)" "" "name one in a folder that is writable: $(run_self) support-bundle FOLDER"
  RUN_UNDO=run_bundle_remove RUN_DEPLOYING=true
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  run_say "Gathering what is seen of $CONTAINER_NAME..."
}
run_bundle_remove() { rm -rf -- "$RUN_BUNDLE"; }

# run_bundle_common: what a single container and a stack have alike.
run_bundle_common() {
  local container
  run_bundle_file host.txt run_bundle_host
  run_bundle_file settings.txt run_bundle_settings
  run_bundle_file operations.txt run_bundle_operations
  run_bundle_file images.txt run_bundle_images
  run_bundle_file volumes.txt run_bundle_volumes
  run_bundle_file certificates.txt run_bundle_certificates
  for container in "${RUN_BUNDLE_CONTAINERS[@]}"; do
    run_bundle_file "containers/$container.inspect.txt" run_bundle_inspect "$container"
    run_bundle_file "containers/$container.health.txt" run_bundle_health "$container"
    run_bundle_file "containers/$container.log.txt" run_ask logs --timestamps --tail "$RUN_BUNDLE_LINES" "$container"
  done
}

# run_bundle_file NAME COMMAND…: what the command prints, redacted. One that fails, or ends the script, leaves what it said.
run_bundle_file() {
  local file=$RUN_BUNDLE/$1
  shift
  mkdir -p -- "${file%/*}" 2>/dev/null || run_bundle_full "$file"
  ( ("$@") 2>&1 || true) | run_redact >"$file" 2>"$RUN_SCRATCH/errors" || run_bundle_full "$file"
}
run_bundle_full() {
  run_die 1 BUNDLE_NOT_WRITTEN "A file of the bundle cannot be written; the folder was removed." "$1" "$(run_errors)" \
    "the disk is full, or the folder was removed meanwhile" "name a folder on another disk: $(run_self) support-bundle FOLDER"
}

# run_bundle_answer NAME ACTION FUNCTION: the document that --ACTION --json prints.
run_bundle_answer() { run_bundle_file "$1" run_bundle_as "$2" "$3"; }
run_bundle_as() {
  # shellcheck disable=SC2034 # the function reads them
  local RUN_ACTION=$1 RUN_JSON=true
  "$2" 2>/dev/null
}

# run_bundle_finish: README last; then nothing is handed out in which a known secret is found.
run_bundle_finish() {
  local found
  run_bundle_file README.txt run_bundle_readme
  found=$(run_find_secret "$RUN_BUNDLE")
  [[ -z $found ]] || run_die 1 SECRET_IN_BUNDLE "A secret of this host was found in the bundle; the folder was removed." \
    "${found//"$RUN_BUNDLE/"/}" "" "it is written in a form that is not known" "report these names of files, without the secret"
  RUN_DEPLOYING=''
  printf 'Support bundle: %s\n' "$RUN_BUNDLE"
  printf 'Look through it before you hand it on: README.txt says what is in it and what was left out.\n'
  printf 'As one file: tar -czf %q -C %q %q\n' "$RUN_BUNDLE.tar.gz" "${RUN_BUNDLE%/*}/" "${RUN_BUNDLE##*/}"
}

run_bundle_readme() {
  local more=''
  ! declare -F compose_start >/dev/null || more='
  compose/            Compose files: structure, images and names; other values are not shown'
  cat <<README
Support bundle of $CONTAINER_NAME
Made $(date -u +%Y-%m-%dT%H:%M:%SZ) by ${0##*/} support-bundle. Nothing on the host was changed.

What is in it
  host.txt            versions of the host, Docker and Compose; memory and disk
  settings.txt        settings of the service, and what is kept of its last start; of what may be a secret the name only
  operations.txt      commands that are at work or were interrupted; names of the backups before upgrades
  images.txt          images with ids, digests and labels of version
  volumes.txt         volumes and their sizes
  certificates.txt    names and dates of the certificates
  containers/         of each container: chosen fields of docker inspect, the health checks and the last $RUN_BUNDLE_LINES log lines
  status.json         what --status --json says
  check.json          what --check --json says$more

What was left out
  content of secret files, private keys, certificates, databases
  values of environment variables, but for switches, numbers, ports, names of files, hosts of addresses and a list of names
  commands, arguments and other labels of containers
  <redacted:NAME> stands for a secret that this host knows by that name, or for what looks like one

A secret that no file of this host holds may look like an ordinary word: read the logs before you hand them on.
README
}
