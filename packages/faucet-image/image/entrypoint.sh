#!/usr/bin/env bash
# The container's first process. Mnemonic and keys are opened as root, which only their owner may read; the faucet itself
# runs as 1001. With arguments the container runs them instead.
set -euo pipefail

exec tini -- service-start "$@"
