# shellcheck shell=bash
# The parts that a service script may call whichever run library it works with: this one or ssl-manager's own.
# It sources this file first, then "${SSL_MANAGER_RUN_LIB:-…/run-library.sh}".

RUN_PARTS=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)/lib
# shellcheck source=lib/messages.sh
source "$RUN_PARTS/messages.sh"
# shellcheck source=lib/json.sh
source "$RUN_PARTS/json.sh"
# shellcheck source=lib/engine.sh
source "$RUN_PARTS/engine.sh"
# shellcheck source=lib/container-flags.sh
source "$RUN_PARTS/container-flags.sh"
# shellcheck source=lib/containers.sh
source "$RUN_PARTS/containers.sh"
# shellcheck source=lib/image.sh
source "$RUN_PARTS/image.sh"
# shellcheck source=lib/reachable.sh
source "$RUN_PARTS/reachable.sh"
# shellcheck source=lib/secrets.sh
source "$RUN_PARTS/secrets.sh"
# shellcheck source=lib/siblings.sh
source "$RUN_PARTS/siblings.sh"
# shellcheck source=lib/values.sh
source "$RUN_PARTS/values.sh"
# shellcheck source=lib/acme.sh
source "$RUN_PARTS/acme.sh"
# shellcheck source=lib/haproxy.sh
source "$RUN_PARTS/haproxy.sh"
# shellcheck source=lib/https-client.sh
source "$RUN_PARTS/https-client.sh"
# shellcheck source=lib/other-library.sh
source "$RUN_PARTS/other-library.sh"
