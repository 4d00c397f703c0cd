#!/usr/bin/env bash
# Puts the lock of a release into its checkout, and what is rendered from it: take-lock.sh FILE
set -euo pipefail

cp "${1:?file}" images.lock.json
turbo run render --output-logs=errors-only
