# shellcheck shell=bash
# JSON out and, for flat answers, in: a host need not have jq.

# run_json_string TEXT: a JSON string.
run_json_string() {
  local text=$1 LC_ALL=C
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  text=${text//$'\t'/\\t}
  printf '"%s"' "${text//[$'\x01'-$'\x1f']/ }"
}

# run_json_list TEXT…: a JSON array of strings.
run_json_list() {
  local separator='' text
  printf '['
  for text in "$@"; do
    printf '%s' "$separator"
    run_json_string "$text"
    separator=,
  done
  printf ']'
}

# run_json_pairs KEY VALUE…: the inside of a JSON object of strings.
run_json_pairs() {
  local separator=''
  while (($# > 1)); do
    printf '%s' "$separator"
    run_json_string "$1"
    printf ':'
    run_json_string "$2"
    separator=,
    shift 2
  done
}

# run_json_field BODY NAME: a string, number or word of a flat JSON answer; nothing if it is absent or null.
run_json_field() {
  local pattern="\"$2\"[[:space:]]*:[[:space:]]*(\"([^\"\\]*)\"|[a-z0-9.-]+)"
  [[ $1 =~ $pattern ]] || return 0
  [[ ${BASH_REMATCH[1]} == null ]] || printf '%s' "${BASH_REMATCH[2]:-${BASH_REMATCH[1]//\"/}}"
}

# run_print_error_json EXIT_CODE CODE WHAT [WHERE EVIDENCE CAUSE NEXT]
run_print_error_json() {
  printf '{"result":"error","exitCode":%d,"error":{' "$1"
  run_json_pairs code "$2" what "$3" where "${4:-}" evidence "${5:-}" cause "${6:-}" next "${7:-}"
  printf '}}\n'
}
