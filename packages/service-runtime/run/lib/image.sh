# shellcheck shell=bash
# The service's image: it has to be on this host, nothing pulls it behind the operator's back.

run_require_image() {
  run_ask image inspect --format '{{.Id}}' "$IMAGE_NAME" >/dev/null 2>&1 && return 0
  run_checkpoint
  run_die 1 IMAGE_MISSING "The image is not on this host." "$IMAGE_NAME" "" "it was neither pulled nor built here" \
    "docker pull $IMAGE_NAME${IMAGE_HINT:+, or $IMAGE_HINT}"
}

# run_in_image COMMAND…: in a container of the image that sees no network and leaves nothing behind; standard input goes in.
# RUN_IN_IMAGE_FLAGS: further flags, which win.
RUN_IN_IMAGE_FLAGS=()
run_in_image() {
  run_limited 60 docker run --rm --interactive --pull never --read-only --cap-drop ALL --security-opt no-new-privileges:true \
    --log-driver none "${RUN_IN_IMAGE_FLAGS[@]:---network=none}" --user "${RUN_IN_IMAGE_USER:-65534:65534}" --entrypoint "$1" \
    "$IMAGE_NAME" "${@:2}"
}
