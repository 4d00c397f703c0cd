#!/usr/bin/env bash
# Installs the pinned tools and libraries, puts them on the PATH of later steps, and builds. Arguments go to turbo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

node --input-type=module --eval 'import { install } from "./scripts/bootstrap/install.mjs"; install()'
echo "$PWD/node_modules/.bin" >>"${GITHUB_PATH:-/dev/null}"
PATH=$PWD/node_modules/.bin:$PATH turbo run build "$@" --output-logs=errors-only
