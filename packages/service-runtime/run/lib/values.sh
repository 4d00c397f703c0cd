# shellcheck shell=bash
# Values of a service's own flags, for app_validate. An empty value is one that is not given.

# run_require_line FLAG VALUE CHARACTERS: one line of at most so many characters.
run_require_line() {
  if ((${#2} > $3)) || [[ $2 =~ [[:cntrl:]] ]]; then
    run_usage "$1 is not one line of at most $3 characters."
  fi
}

# run_require_form FLAG VALUE PATTERN WHAT
run_require_form() { [[ -z $2 || $2 =~ $3 ]] || run_usage "$1: $2 is not $4."; }

# run_require_range NAME VALUE LEAST MOST: a whole number.
run_require_range() {
  run_require_form "$1" "$2" '^(0|[1-9][0-9]{0,8})$' "a whole number"
  [[ -z $2 ]] || (($2 >= $3 && $2 <= $4)) || run_usage "$1: $2 is not a number from $3 to $4."
}

# run_variable_flags VARIABLE…: for app_env_args; those that have a value.
run_variable_flags() {
  local name
  for name in "$@"; do
    [[ -z ${!name:-} ]] || printf -- '-e %s=%s\n' "$name" "${!name}"
  done
}
