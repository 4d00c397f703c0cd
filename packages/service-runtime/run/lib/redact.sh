# shellcheck shell=bash
# Text without what may be secret, for what is given to others: known values in every form that they may be written in,
# and what looks like a secret. Rather too much goes than too little.

# "NAME<TAB>TEXT" of every known secret; in memory only.
RUN_SECRET_TEXTS=()
# Shorter values are words that occur everywhere: they are not looked for.
RUN_SECRET_LEAST=4
# Bytes of one text; the rest is cut off.
RUN_REDACT_LIMIT=2000000

# run_know_secret NAME VALUE: its lines and the strings of its JSON; of a phrase, which may be broken into lines, the whole.
run_know_secret() {
  local line name=${1//[^A-Za-z0-9_.-]/-}
  local -a lines=() words=()
  while read -r line; do
    line=${line//$'\r'/}
    # What begins a file of keys for people is no secret.
    [[ $line == '-----'* || $line == '#'* ]] || lines+=("$line")
  done <<<"$2"
  read -r -d '' -a words <<<"${lines[*]}" || true
  if ((${#words[@]} >= 12)) && [[ ${words[*]} =~ ^[a-z\ ]+$ ]]; then
    run_know_text "$name" "${words[*]}"
    return 0
  fi
  for line in "${lines[@]}"; do
    run_know_text "$name" "$line"
  done
  while read -r line; do
    [[ -z $line ]] || run_know_text "$name" "$line"
  done < <(grep -oE ':[[:space:]]*"[^"]{8,}"' <<<"$2" | sed 's/^:[[:space:]]*"//; s/"$//' || true)
}

# run_know_secret_file FILE: a file that cannot be read cannot have been written anywhere by this script.
run_know_secret_file() {
  [[ -f $1 && -r $1 ]] || return 0
  run_know_secret "${1##*/}" "$(head -c 65536 -- "$1" | tr -d '\000')"
}

# run_know_text NAME TEXT: one line, as it is and as hex, base64, in a URL and in JSON.
run_know_text() {
  local LC_ALL=C hex pair json url='' lower='' at
  ((${#2} >= RUN_SECRET_LEAST)) || return 0
  [[ $2 != 0x????* ]] || run_know_text "$1" "${2#0x}"
  RUN_SECRET_TEXTS+=("$1"$'\t'"$2")
  ((${#2} >= 6)) || return 0
  hex=$(printf '%s' "$2" | od -An -v -tx1 | tr -d ' \n')
  for ((at = 0; at < ${#2}; at++)); do
    if [[ ${2:at:1} == [A-Za-z0-9._~-] ]]; then
      url+=${2:at:1} lower+=${2:at:1}
    else
      pair=${hex:at*2:2}
      url+=%${pair^^} lower+=%$pair
    fi
  done
  json=$(run_json_string "$2")
  RUN_SECRET_TEXTS+=("$1"$'\t'"$hex" "$1"$'\t'"${hex^^}" "$1"$'\t'"$url" "$1"$'\t'"$lower" "$1"$'\t'"${json:1:-1}")
  run_know_base64 "$1" "$2"
}

# run_know_base64 NAME TEXT: what stands in base64 wherever the text begins, without the characters that it shares with what
# is beside it.
run_know_base64() {
  local LC_ALL=C before code drop
  for before in 0 1 2; do
    code=$(printf '%*s%s' "$before" '' "$2" | base64 | tr -d '\n=')
    drop=$(((before * 8 + 5) / 6))
    code=${code:drop:$(((before + ${#2}) * 8 / 6 - drop))}
    RUN_SECRET_TEXTS+=("$1"$'\t'"$code")
    [[ $code != *[+/]* ]] || RUN_SECRET_TEXTS+=("$1"$'\t'"$(tr '+/' '-_' <<<"$code")")
  done
}

# run_redact: standard input without them.
run_redact() {
  tr -d '\000' | LC_ALL=C awk -v limit="$RUN_REDACT_LIMIT" "$RUN_REDACT" \
    known=1 <(((${#RUN_SECRET_TEXTS[@]} == 0)) || printf '%s\n' "${RUN_SECRET_TEXTS[@]}") known=0 -
}

# run_find_secret FOLDER: the files below it that hold a known secret, one a line.
run_find_secret() {
  ((${#RUN_SECRET_TEXTS[@]} > 0)) || return 0
  LC_ALL=C grep -rlaF -f <(printf '%s\n' "${RUN_SECRET_TEXTS[@]#*$'\t'}") -- "$1" || true
}

# Without intervals such as {8,}, which some awks do not know.
# shellcheck disable=SC2016 # awk's own variables
RUN_REDACT='
function mark(name,   i) {
  for (i = 1; i <= texts; i++) if (index(name, text[i])) return "<redacted>"
  return "<redacted:" name ">"
}
# A known value, wherever it stands.
function hide_known(line,   i, at, out) {
  for (i = 1; i <= texts; i++) {
    out = ""
    while (at = index(line, text[i])) {
      out = out substr(line, 1, at - 1) mark(name[i])
      line = substr(line, at + length(text[i]))
    }
    line = out line
  }
  return line
}
# What follows `before`, up to a character of `stop`, if it is long enough; paths stay, objects and lists, and what is hidden already.
function hide_after(line, before, stop, least, what,   out, low, size, lead) {
  out = ""
  low = tolower(line)
  while (match(low, before)) {
    lead = substr(low, RSTART > 40 ? RSTART - 40 : 1, RSTART > 40 ? RLENGTH + 40 : RSTART - 1 + RLENGTH)
    size = RSTART + RLENGTH
    out = out substr(line, 1, size - 1)
    line = substr(line, size)
    low = substr(low, size)
    size = match(line, "[" stop "]") ? RSTART - 1 : length(line)
    if (size < least || line ~ /^[<\/{[]/ || (what == "key" && (lead ~ ("pub[a-z0-9_.-]*" before "$") || substr(line, 1, size) !~ /^(0x)?[0-9a-fA-F]+$/))) {
      out = out substr(line, 1, size)
    } else {
      out = out mark(what)
    }
    line = substr(line, size + 1)
    low = substr(low, size + 1)
  }
  return out line
}
# A name and a password in an address.
function hide_users(line,   out) {
  out = ""
  while (match(line, /:\/\/[^ \t"\047<>]*@/)) {
    out = out substr(line, 1, RSTART + 2) mark("userinfo") "@"
    line = substr(line, RSTART + RLENGTH)
  }
  return out line
}
# Twelve words or more of the length that those of a phrase have; the last may be longer. One expression for all of them takes
# some awks minutes.
function hide_phrase(line,   out, rest, from, at, first, last, count, size) {
  out = ""
  rest = tolower(line)
  from = 1
  at = count = 0
  while (match(rest, /[a-z]+/)) {
    size = RLENGTH
    if (size < 3 || substr(rest, 1, RSTART - 1) !~ /^([ ,+_\t"\047-]+|%20)$/) {
      if (count >= 12) { out = out substr(line, from, first - from) mark("words"); from = last + 1 }
      count = 0
    }
    if (size > 8 && count < 11) count = 0
    if (count == 0) first = at + RSTART
    if (size >= 3) count++
    at += RSTART + size - 1
    last = at
    rest = substr(rest, RSTART + size)
  }
  if (count >= 12) { out = out substr(line, from, first - from) mark("words"); from = last + 1 }
  return out substr(line, from)
}
# A long word of base64, such as a line of a key; digests are hex.
function hide_long(line,   out, word) {
  out = ""
  while (match(line, /[A-Za-z0-9+\/=]+/)) {
    word = substr(line, RSTART, RLENGTH)
    out = out substr(line, 1, RSTART - 1) (length(word) >= 60 && word !~ /^[0-9a-fA-F]+$/ ? mark("base64") : word)
    line = substr(line, RSTART + RLENGTH)
  }
  return out line
}
# What base64 breaks into lines: the last word of the line `from`, and the lines after it, which are nothing but its characters.
# A known value may lie over the break; after a long line a short one is its rest. Of the first line everything else that
# is hidden stays so: its last word may be the end of that.
function hide_broken(from, last,   i, out, word, joined, secret, long) {
  joined = secret = ""
  long = last
  for (i = from; i <= last; i++) {
    match(raw[i], /[A-Za-z0-9+\/=_-]+[ \t\r]*$/)
    starts[i] = RSTART
    word = substr(raw[i], RSTART, RLENGTH)
    sub(/[ \t\r]+$/, "", word)
    joined = joined word
    if (long == last && length(word) >= 60 && word ~ /^[A-Za-z0-9+\/=]+$/ && word !~ /^[0-9a-fA-F]+$/) long = i
  }
  for (i = 1; i <= texts && secret == ""; i++) if (index(joined, text[i])) secret = name[i]
  if (secret == "" && long == last) return
  for (i = secret == "" ? long : from; i <= last; i++) {
    out = substr(raw[i], 1, starts[i] - 1)
    if (i == from) {
      match(kept[i], /[A-Za-z0-9+\/=_-]*(<redacted(:[^>]*)?>)?[ \t\r]*$/)
      out = substr(kept[i], 1, RSTART - 1)
    }
    kept[i] = out mark(secret == "" ? "base64" : secret)
  }
}
function hide(line,   is, quotes, ends) {
  is = "[\"\047\\\\]*[ \t]*[:=][ \t]*[\"\047\\\\]*"
  quotes = "\"\047\\\\"
  ends = quotes " \t,;&<>)}\\]"
  line = hide_known(line)
  line = hide_users(line)
  line = hide_after(line, "authorization" is, quotes, 1, "authorization")
  line = hide_after(line, "bearer[ \t]+", ends, 4, "bearer")
  line = hide_after(line, "basic[ \t]+", ends, 12, "basic")
  line = hide_after(line, "(password|passwd|passphrase|mnemonic|secret|credentials?)" is, quotes ",;&<", 1, "secret")
  line = hide_after(line, "(api|access|private|priv|auth|signing|secret|session)[ _-]?key" is, ends, 4, "api-key")
  line = hide_after(line, "(apikey|api_key|api-key|privkey|nsec|seed|token)" is, ends, 8, "token")
  line = hide_after(line, "key" is, ends, 64, "key")
  line = hide_after(line, "(nsec1|age-secret-key-1|eyj)", ends, 16, "token")
  line = hide_phrase(line)
  return hide_long(line)
}
# The longest first: one may be a part of another.
function add(label, value,   at) {
  if (length(value) < 4 || value in seen) return
  seen[value] = 1
  for (at = ++texts; at > 1 && length(text[at - 1]) < length(value); at--) { text[at] = text[at - 1]; name[at] = name[at - 1] }
  text[at] = value
  name[at] = label
}
known { add(substr($0, 1, index($0, "\t") - 1), substr($0, index($0, "\t") + 1)); next }
/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/ { inside = 1 }
# Of a key whose beginning is missing nobody knows where it begins.
/-----END [A-Z0-9 ]*PRIVATE KEY-----/ && !inside { for (i = from; i < lines; i++) kept[i] = mark("key"); broken = lines }
{
  raw[lines] = $0
  whole = $0 ~ /^[ \t]*[A-Za-z0-9+\/=_-]+[ \t\r]*$/
  if (!whole || inside) {
    if (broken < lines - 1) hide_broken(broken, lines - 1)
    broken = !inside && $0 ~ /[A-Za-z0-9+\/=_-][ \t\r]*$/ && $0 !~ /-----[ \t\r]*$/ ? lines : lines + 1
  }
  kept[lines++] = inside ? mark("key") : hide($0)
}
/-----END [A-Z0-9 ]*PRIVATE KEY-----/ { inside = 0; from = lines }
END {
  if (broken < lines - 1) hide_broken(broken, lines - 1)
  for (i = 0; i < lines; i++) {
    total += length(kept[i]) + 1
    if (total > limit) { print "(cut off here)"; exit }
    print kept[i]
  }
}'
