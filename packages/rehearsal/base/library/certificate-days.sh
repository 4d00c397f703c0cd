# shellcheck shell=bash

# certificate_days FILE: whole days until the first certificate in the file expires. A damaged file fails.
certificate_days() {
  local end
  end=$(openssl x509 -in "$1" -noout -enddate) || return
  printf '%d\n' $((($(date -d "${end#notAfter=}" +%s) - $(date +%s)) / 86400))
}
