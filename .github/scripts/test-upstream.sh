#!/usr/bin/env bash
# The suite of the aggregator's stack with the images of upstream: UNICITY_IMAGES (file) maps nothing to a double.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../packages/rehearsal"

echo '{}' >"${UNICITY_IMAGES:?}"
vitest run --config vitest.containers.config.ts test/containers/bft
