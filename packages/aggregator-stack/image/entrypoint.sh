#!/usr/bin/env bash
# The container's first process. With a domain it starts as root, for certificates; nginx and the status run without it.
# With arguments the container runs them instead.
set -euo pipefail

exec tini -- service-start "$@"
