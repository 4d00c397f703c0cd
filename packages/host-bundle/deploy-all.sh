#!/usr/bin/env bash
# Runs relay, aggregator and faucet on a host, wired to each other: bash and Docker, nothing else. --help lists what it takes.
# It needs the folders relay-image, aggregator-stack, faucet-image and service-runtime/run beside its own, or in it.

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  printf 'bash 4.4 or newer is needed; this is %s\n' "$BASH_VERSION" >&2
  exit 3
fi
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
DEPLOY_ROOT=${here%/*}
[[ ! -d $here/service-runtime ]] || DEPLOY_ROOT=$here
for file in "$DEPLOY_ROOT"/{service-runtime/run/service.sh,relay-image/run-relay.sh,aggregator-stack/run-aggregator.sh,faucet-image/run-faucet.sh}; do
  [[ -r $file ]] || {
    printf 'A part of the deployment is missing: %s\nUnpack the release again, or run this in a checkout.\n' "$file" >&2
    exit 3
  }
done
# The command line, errors, checks and JSON are those of the run scripts.
for part in messages json engine settings results verbs flags remember recall operation suggest; do
  # shellcheck source=/dev/null
  source "$DEPLOY_ROOT/service-runtime/run/lib/$part.sh"
done
for part in flags services answers settle endpoints start actions help; do
  # shellcheck source=/dev/null
  source "$here/deploy/$part.sh"
done
unset here file part

deploy_all "$@"
