# shellcheck shell=bash
# Everything that the commands of the runtime share.

library=${BASH_SOURCE[0]%/*}
for part in errors settings state users secrets job certificate lineage attempts registration-api registration takeover \
  heartbeat ssl-setup tls-copies open-files addresses nginx-configuration nginx watch watch-certificate supervise; do
  # shellcheck source=/dev/null
  source "$library/$part.sh"
done
use_kept_secrets
unset SSL_CERT_FILE SSL_KEY_FILE
