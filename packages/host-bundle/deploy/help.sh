# shellcheck shell=bash
# The text of --help.

deploy_help() {
  cat <<HELP
Usage: ${0##*/} --domain-suffix NAME --ssl-email ADDRESS [options]
       … with --check: what would stand in the way; with --dry-run: what would be started
       ${0##*/} --status | --stop

Runs relay, aggregator and faucet on this host behind ssl-manager's HAProxy, wired to each other. Everything is looked at
first; then they are started one after the other. The same command again changes what has changed, and nothing else.

Domains:
  --domain-suffix NAME         relay.NAME, aggregator.NAME and faucet.NAME; the A record of each points to this host
  --relay-domain NAME          another name than that, likewise:
  --aggregator-domain NAME
  --faucet-domain NAME

For all three:
  --ssl-email ADDRESS          for the account at the certificate authority
  --ssl-no-email               an account without an address: nobody is told that a certificate ends
  --ssl-staging                certificates of the authority's staging environment, for a rehearsal
  --ssl-test-mode              self-signed certificates
  --haproxy-host NAME          default haproxy
  --haproxy-net NETWORK        default haproxy-net
  --haproxy-api-key-file FILE  key of the registration API
  --verify                     start only what the release workflow of its owner has signed; takes cosign or stackctl here
  --no-verify                  without that, whatever the last start was told
  --no-pull                    do not fetch images that are missing; a missing one then is a finding

Instead of starting:
  --check                      what would stand in the way of all three; changes nothing. Once they were started it needs no flags
  --status                     whether they work, the table of endpoints and the settings of wallets
  --stop                       stop faucet, aggregator and relay; their volumes stay
  --dry-run                    with the flags of a start: show what would be started
  --json                       with --check, --status and --dry-run
  --help, -h

Examples:
  ${0##*/} --domain-suffix dev.example.org --ssl-email ops@example.org --check
  ${0##*/} --domain-suffix dev.example.org --ssl-email ops@example.org
  ${0##*/} --status

Settings of one service are for its own script, before or afterwards: what it was told stays. Each tells its flags and
commands (upgrade, backup, restore …) with --help:
  $(deploy_script relay)
  $(deploy_script aggregator)
  $(deploy_script faucet)
DEPLOY_SETTLE_TIMEOUT is how long all three may take to be well at the end of a start (default 45 s).
Whatever they take from the environment (RELAY_NAME, FAUCET_NAMETAG, IMAGE_REGISTRY …) reaches them from here, too.

Exit codes: 0 all checks passed, 1 a check failed, 2 unreachable, 3 wrong usage.
HELP
}
