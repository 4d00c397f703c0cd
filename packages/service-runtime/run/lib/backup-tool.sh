# shellcheck shell=bash
# unicity-backup in a container of the service's image: the host needs neither age nor Python. It sees no network and only
# the volumes and files that it is given.

# Image whose unicity-backup works.
BACKUP_IMAGE=''
# run_tool_name: of the container, and of the volume in which it works; a name for each process, so that what a killed run left can be told.
run_tool_name() { printf '%s-backup-%s' "$CONTAINER_NAME" "$$"; }

# run_settle_tool_image: sets BACKUP_IMAGE to IMAGE_NAME, or to the image of the container when the first is not on this host.
run_settle_tool_image() {
  local image
  for image in "$IMAGE_NAME" "$(run_ask container inspect --format '{{.Image}}' "$CONTAINER_NAME" 2>/dev/null || true)"; do
    if [[ -n $image ]] && run_ask image inspect --format '{{.Id}}' "$image" >/dev/null 2>&1; then
      BACKUP_IMAGE=$image
      return 0
    fi
  done
  run_require_image
}

# run_tool INPUT OUTPUT [FLAG…] -- ARGUMENT…: ends with the code of unicity-backup; its errors are in $RUN_SCRATCH/tool-errors.
# A signal ends it.
run_tool() {
  local input=$1 output=$2 pid code
  local -a flags=()
  shift 2
  while [[ $1 != -- ]]; do
    flags+=("$1")
    shift
  done
  set -m
  docker run --rm --interactive --no-healthcheck --name "$(run_tool_name)" --pull never --network none --read-only --cap-drop ALL \
    --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER --cap-add SETGID --cap-add SETUID --log-driver none \
    --security-opt no-new-privileges:true --tmpfs /tmp:size=16m --user 0:0 "${flags[@]}" --entrypoint unicity-backup \
    "$BACKUP_IMAGE" "${@:2}" <"$input" >"$output" 2>"$RUN_SCRATCH/tool-errors" &
  pid=$!
  set +m
  while true; do
    RUN_WOKEN=''
    wait "$pid" && code=0 || code=$?
    [[ -n $RUN_WOKEN ]] || break
    run_end_tool "$pid"
  done
  return "$code"
}

# run_end_tool PROCESS: again and again, as a container that is just being made cannot be ended yet.
run_end_tool() {
  while kill -0 "$1" 2>/dev/null; do
    run_limited 30 docker kill "$(run_tool_name)" >/dev/null 2>&1 || true
    sleep 0.1
  done
}

# run_must_tool WHAT INPUT OUTPUT …: ends the script with what unicity-backup says.
run_must_tool() {
  local what=$1 code=0
  shift
  run_tool "$@" || code=$?
  run_checkpoint
  ((code == 0)) || run_tool_refused "$what" "$code"
}

# run_tool_refused WHAT CODE: ends the script. unicity-backup speaks for itself, the engine does not.
run_tool_refused() {
  local word
  word=$(sed -n '1s/.*\[\([A-Z_]*\)\]$/\1/p' "$RUN_SCRATCH/tool-errors")
  if [[ -z $word ]]; then
    (($2 != 127)) || run_die 1 IMAGE_WITHOUT_BACKUP "The image cannot make or restore backups." "$BACKUP_IMAGE" "$(run_tool_errors)" \
      "it is older than this script" "--image REFERENCE of this version"
    run_die 1 BACKUP_TOOL_FAILED "$1" "unicity-backup of $BACKUP_IMAGE, exit code $2" "$(run_tool_errors)"
  fi
  cat "$RUN_SCRATCH/tool-errors" >&2
  [[ -z $RUN_JSON ]] || run_print_error_json 1 "$word" "$1"
  exit 1
}

run_tool_errors() { tail -n 5 -- "$RUN_SCRATCH/tool-errors" 2>/dev/null || true; }

# run_make_tool_volume: an empty one to work in.
run_make_tool_volume() { run_must "A volume to work in cannot be made." volume create "$(run_tool_name)"; }

# run_sweep_tools: containers and volumes of this and of killed runs.
run_sweep_tools() {
  local name
  while IFS= read -r name; do
    run_is_left_over "$name" || continue
    run_limited 60 docker rm --force --volumes "$name" >/dev/null 2>&1 || true
  done < <(run_ask ps --all --filter "name=$CONTAINER_NAME-backup-" --format '{{.Names}}' 2>/dev/null || true)
  while IFS= read -r name; do
    run_is_left_over "$name" || continue
    run_limited 60 docker volume rm "$name" >/dev/null 2>&1 || true
  done < <(run_ask volume ls --filter "name=$CONTAINER_NAME-backup-" --format '{{.Name}}' 2>/dev/null || true)
}

run_is_left_over() {
  local process=${1#"$CONTAINER_NAME-backup-"}
  [[ $process =~ ^[0-9]+$ ]] && { [[ $process == "$$" ]] || ! run_is_alive "$process"; }
}

# run_volume_exists VOLUME: ends the script with 2 when the engine does not say: a volume that is overlooked would be overwritten.
run_volume_exists() {
  local evidence
  evidence=$(run_ask volume inspect --format '{{.Name}}' "$1" 2>&1) && return 0
  [[ ${evidence,,} == *"no such volume"* ]] ||
    run_die 2 ENGINE_UNREACHABLE "The Docker engine does not say whether there is such a volume." "volume $1" "$evidence"
  return 1
}
