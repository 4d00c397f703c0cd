#!/usr/bin/env bash
# The suites of base image, relay, faucet and aggregator's stack with the images of upstream: UNICITY_IMAGES (file) maps nothing
# to a double, and what is below our images are the digests of the lock. The faucet's upstream agent alone stays a double.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../packages/rehearsal"

echo '{}' >"${UNICITY_IMAGES:?}"
vitest run --config vitest.containers.config.ts test/containers/{base,relay,faucet,bft}/
