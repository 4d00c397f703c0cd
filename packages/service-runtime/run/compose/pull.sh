# shellcheck shell=bash
# pull: the images of the stack.

RUN_VERBS[pull]=compose_pull

compose_pull() {
  trap 'run_interrupt 130' INT
  trap 'run_interrupt 143' TERM HUP
  # The images of a stack are the same with and without TLS.
  [[ -n $SSL_DOMAIN ]] || RUN_NO_SSL=true
  compose_require_compose
  compose_prepare
  run_require_engine
  run_print_checks_heading "Images of $COMPOSE_SOURCE"
  run_require_disk
  compose_pull_missing
}
