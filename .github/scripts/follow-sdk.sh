#!/usr/bin/env bash
# Follows a release of the SDK: SDK_VERSION, exact. The name may come from another repository's event: nothing but a version
# passes.
set -euo pipefail
# shellcheck source=.github/scripts/library.sh
source "$(dirname "${BASH_SOURCE[0]}")/library.sh"

version=${SDK_VERSION:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] ||
  refuse "An exact version of the SDK is needed." "client_payload.version" "${version//[^[:print:]]/ }" \
    "The event or the form of the workflow has none." "Send sdk-released with {\"version\": \"0.6.15\"}."
node scripts/sdk-released.ts "$version"
output version "$version"
