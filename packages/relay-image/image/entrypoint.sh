#!/usr/bin/env bash
# The container's first process. With a domain it starts as root, for certificates; the relay itself runs as 1001. With
# arguments the container runs them instead.
set -euo pipefail

exec tini -- service-start "$@"
