# shellcheck shell=bash
# The parts that a service script may call whichever run library it works with: this one or ssl-manager's own.
# It sources this file first, then "${SSL_MANAGER_RUN_LIB:-…/run-library.sh}".

RUN_PARTS=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)/lib
# shellcheck source=lib/messages.sh
source "$RUN_PARTS/messages.sh"
# shellcheck source=lib/container-flags.sh
source "$RUN_PARTS/container-flags.sh"
# shellcheck source=lib/secrets.sh
source "$RUN_PARTS/secrets.sh"
# shellcheck source=lib/siblings.sh
source "$RUN_PARTS/siblings.sh"
