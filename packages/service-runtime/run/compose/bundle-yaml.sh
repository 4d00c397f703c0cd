# shellcheck shell=bash
# A Compose file in a support bundle: its structure, and values that cannot be a secret.

# compose_bundle_yaml: standard input. Block style, as Compose and the generator write it; of other YAML only keys are left.
compose_bundle_yaml() { LC_ALL=C awk -v names="$RUN_SHOWN_NAMES" -v secrets="$RUN_SECRET_NAMES" "$COMPOSE_BUNDLE_YAML"; }

# shellcheck disable=SC2016 # awk's own variables
COMPOSE_BUNDLE_YAML='
function split_words(text, into,   words, count, i) {
  count = split(text, words, " ")
  for (i = 1; i <= count; i++) into[words[i]] = 1
}
BEGIN {
  split_words("name image container_name hostname restart user type source target read_only external driver mode size " \
    "condition mem_limit pids_limit cpus max-file max-size stop_grace_period init internal required published protocol " \
    "host_ip interval timeout retries start_period start_interval network_mode platform nocopy attachable", shown)
  split_words("cap_add cap_drop security_opt tmpfs networks depends_on ports aliases profiles", lists)
  split_words("environment labels args command entrypoint test extra_hosts annotations content driver_opts build sysctls " \
    "env_file credential_spec", closed)
}
# Deeper than what is closed: only variables and labels of ours have a value.
function value_of(key, value) {
  if (value == "" || value == "{}" || value == "[]") return value
  if (zone == "environment") return (key ~ names || (key !~ secrets && value ~ /^ "?(true|false|[0-9]+)"?$/) ? value : " <not shown>")
  if (zone == "labels") return (key ~ /^(compose-gen|org\.opencontainers\.image|network\.unicity)\./ ? value : " <not shown>")
  return (zone == "" && key in shown ? value : " <not shown>")
}
/^[ \t]*$/ { print ""; next }
{
  match($0, /^ */)
  indent = RLENGTH
  text = substr($0, indent + 1)
  if (zone != "" && indent <= depth) zone = ""
  dashes = ""
  while (text ~ /^- /) { dashes = dashes "- "; text = substr(text, 3) }
  pad = sprintf("%" indent "s", "")
  at = indent + length(dashes)
  if (match(text, /^"?[A-Za-z0-9_.\/-]+"?:( |$)/)) {
    key = substr(text, 1, RLENGTH)
    sub(/: ?$/, "", key)
    value = substr(text, RLENGTH + 1)
    if (value != "") value = " " value
    plain = key
    gsub(/"/, "", plain)
    print pad dashes key ":" value_of(plain, value)
    if (zone == "") {
      list = plain
      # What stands below a value belongs to it, and so does a block of text.
      if (plain in closed || plain ~ /^x-/ || (value != "" && value !~ /^ [&!]/)) { zone = plain; depth = at }
    }
  } else if (dashes != "" && zone == "" && list in lists) {
    print pad dashes text
  } else {
    print pad dashes "<not shown>"
  }
}'
