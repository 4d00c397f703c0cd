#!/usr/bin/env bash
# Asks the registries for the digests of all pins, takes Debian's packages of today, and writes what changed to FILE:
# refresh-pins.sh FILE. A change gets a changeset; one of the lock, also a digest that is only confirmed, is rendered.
set -euo pipefail
report=${1:?file}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
before=$(mktemp)
trap 'rm -f "$before"' EXIT

# Pins that differ: key, what was, what is; "-" for no digest.
changes() {
  node --print 'const [before, after] = process.argv.slice(1).map((file) => JSON.parse(fs.readFileSync(file, "utf8")).images);
    const name = (all, key) => all[key]?.digest ? all[key].reference.replace(/:[^:\/]*$/, "") + "@" + all[key].digest : "-";
    Object.keys(after).filter((key) => name(before, key) !== name(after, key))
      .map((key) => [key, name(before, key), name(after, key)].join(" ")).join("\n")' "$before" images.lock.json
}

# Keys of the images that are not ours: those move with a release only.
others() {
  node --print 'Object.entries(JSON.parse(fs.readFileSync("images.json", "utf8")))
    .filter(([, { repository }]) => !repository.startsWith("ghcr.io/unicity-sphere/")).map(([key]) => key).join("\n")'
}

# The time of Debian in debian.json.
snapshot() {
  node --print 'JSON.parse(fs.readFileSync("debian.json", "utf8")).snapshot'
}

# The Debian that the lock has, by digest; nothing without one.
debian() {
  node --print 'const { reference, digest } = JSON.parse(fs.readFileSync("images.lock.json", "utf8")).images.debian ?? {};
    digest ? reference.replace(/:[^:\/]*$/, "") + "@" + digest : ""'
}

# Takes Debian's packages of the last midnight (UTC), which every mirror of snapshots has.
move_snapshot() {
  printf '{\n  "snapshot": "%s"\n}\n' "$1" >debian.json
}

describe_snapshot() {
  local image
  # shellcheck disable=SC2016 # the backquotes are Markdown
  printf '\n## Debian packages\n\n`%s` → `%s`\n' "$1" "$2"
  image=$(debian)
  [[ -z $image ]] || "$here/snapshot-diff.sh" "$image" "$1" "$2"
}

# Images of others whose tag never moves and whose digest is known: key by key.
settled() {
  node --print 'const [images, lock] = ["images.json", "images.lock.json"].map((file) => JSON.parse(fs.readFileSync(file, "utf8")));
    process.argv.slice(1).filter((key) => images[key].tag && lock.images[key]?.digest).join("\n")' "$@"
}

# What became of those tags: key, digest of the lock, digest at the registry; nothing is written.
moved() {
  local plan keys=()
  mapfile -t keys < <(settled "$@")
  [[ -n ${keys[*]} ]] || return 0
  plan=$(compose-gen lock --update --dry-run --json "${keys[@]}") || return
  node --print 'JSON.parse(process.argv[1]).images.filter(({ outcome }) => outcome === "moved")
    .map(({ key, before, after }) => [key, before, after].join(" ")).join("\n")' "$plan"
}

# Tags that should not move are not taken by a machine: people decide.
describe_moved() {
  local key old new
  [[ -n $1 ]] || return 0
  printf '\n## Tags that moved and should not: not taken\n\n'
  while read -r key old new; do
    # shellcheck disable=SC2016 # the backquotes are Markdown
    printf -- '- %s: `%s` → `%s`; once it is known why: `npx compose-gen lock --update %s`\n' "$key" "$old" "$new" "$key"
  done <<<"$1"
}

describe() {
  local key old new
  printf 'Digests that the registries have now; others were at most confirmed.\n'
  while read -r key old new; do
    [[ -n $key ]] || continue
    # shellcheck disable=SC2016 # the backquotes are Markdown
    printf '\n## %s\n\n`%s` → `%s`\n' "$key" "$old" "$new"
    [[ $old == - || $new == - ]] || "$here/package-diff.sh" "$old" "$new"
  done
}

main() {
  local changed away key all=() keys=() old new
  old=$(snapshot)
  new=$(date -u +%Y%m%dT000000Z)
  cp images.lock.json "$before"
  mapfile -t all < <(others)
  away=$(moved "${all[@]}")
  for key in "${all[@]}"; do
    grep --quiet "^$key " <<<"$away" || keys+=("$key")
  done
  # Without a name it would be an update of all.
  ((${#keys[@]} == 0)) || compose-gen lock --update "${keys[@]}"
  changed=$(changes)
  describe <<<"$changed" >"$report"
  describe_moved "$away" >>"$report"
  [[ -z $away ]] || printf '::warning title=Tags moved that should not::%s\n' "${away//$'\n'/; }"
  if [[ $old != "$new" ]]; then
    move_snapshot "$new"
    describe_snapshot "$old" "$new" >>"$report"
  fi
  cat "$report"
  cmp -s "$before" images.lock.json && [[ $old == "$new" ]] && return 0
  printf -- '---\n"@unicity-sphere/compose-gen": patch\n---\n\nThe images of others and the packages of Debian are those of %s.\n' "$(date -u +%F)" \
    >.changeset/refreshed-pins.md
  cmp -s "$before" images.lock.json || turbo run render --output-logs=errors-only
}

main
