# shellcheck shell=bash
# The names that a container serves, and the tools that its commands need.

# Prints the entries of SSL_DOMAIN_ALIASES as they are, trimmed, one per line.
listed_aliases() {
  local -a entries
  local entry
  IFS=, read -r -a entries <<<"${SSL_DOMAIN_ALIASES:-}"
  for entry in "${entries[@]}"; do
    entry="${entry#"${entry%%[![:space:]]*}"}"
    entry="${entry%"${entry##*[![:space:]]}"}"
    [[ -z $entry ]] || printf '%s\n' "$entry"
  done
}

# The same without duplicates and without the primary domain.
distinct_aliases() {
  listed_aliases | awk -v primary="$SSL_DOMAIN" '$0 != primary && !seen[$0]++'
}

require_tools() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || die 1 "$tool is not installed"
  done
}
