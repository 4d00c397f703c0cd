# shellcheck shell=bash
# The image of an upgrade or of the command pull: fetched when it is not here.

RUN_VERBS[pull]=run_pull
RUN_VERB_HELP[pull]="fetches what a start needs and this host has not"

# Seconds for a whole image.
: "${PULL_TIMEOUT:=1800}"

run_pull() {
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  run_require_engine
  run_print_checks_heading "Image of $CONTAINER_NAME"
  run_require_disk
  run_pull_image
  check_pass "$IMAGE_NAME is here"
}

run_pull_image() {
  local ENGINE_TIMEOUT=$PULL_TIMEOUT evidence
  ! run_ask image inspect --format '{{.Id}}' "$IMAGE_NAME" >/dev/null 2>&1 || return 0
  run_operation_step "fetches the image"
  run_say "Fetching $IMAGE_NAME (at most $PULL_TIMEOUT s)..."
  if run_change pull --quiet "$IMAGE_NAME"; then
    run_checkpoint
    return 0
  fi
  run_checkpoint
  evidence=$(run_errors)
  run_die 1 IMAGE_NOT_PULLED "The image could not be fetched; nothing was changed." "docker pull $IMAGE_NAME" "$evidence" \
    "$(run_pull_cause "${evidence,,}")" "mend that and repeat the command${IMAGE_HINT:+, or $IMAGE_HINT}"
}

# run_pull_cause TEXT: the likely reason for what the engine said, in lower case.
run_pull_cause() {
  case $1 in
    *'no space left'*) printf 'the disk of the engine is full' ;;
    *'manifest unknown'* | *'not found'*) printf 'there is no such version' ;;
    *toomanyrequests*) printf 'the registry limits how often this address may ask' ;;
    *denied* | *unauthorized* | *'authentication required'*) printf 'there is no such repository, or it wants a login: docker login' ;;
    *'no matching manifest'*) printf 'there is none for the processor of this host' ;;
    *'no such host'* | *timeout* | *refused* | *unreachable* | *'no answer within'*) printf 'the registry cannot be reached from this host' ;;
  esac
}

# run_require_disk: room for an image and a backup, as --check judges it.
run_require_disk() {
  run_check_disk
  ((RUN_FAILURES == 0)) || run_die 1 DISK_FULL "The disk is too full for this; nothing was changed." "the engine's folder" "" "" \
    "make room: docker image prune removes images without a name that nothing uses"
}
