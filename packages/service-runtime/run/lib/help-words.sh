# shellcheck shell=bash
# The text of `WORD --help`: what the word does, the flags that are its own, and examples.

# Flag → its value, if it has one, and what it does, with a bar between. A file that has such a flag adds it.
declare -A RUN_FLAG_HELP=()
# Word → examples, one a line, without the script.
declare -A RUN_VERB_EXAMPLES=()
# Words that take the flags of a start.
RUN_STARTING=" start upgrade restore "

# run_print_help_word WORD
run_print_help_word() {
  local operand=${RUN_VERB_OPERANDS[$1]:-} flags example
  flags=$(run_flags_of_word "$1")
  printf 'Usage: %s %s%s%s\n\n' "${0##*/}" "$1" "${operand:+ $operand}" "${flags:+ [options]}"
  printf '%s\n' "${RUN_VERB_HELP[$1]^}."
  [[ -z $flags ]] || printf '\n%s\n' "$flags"
  [[ $RUN_STARTING != *" $1 "* ]] || printf '\nFlags of a start change what was kept: %s --help\n' "${0##*/}"
  printf '\nExamples:\n'
  while IFS= read -r example; do
    printf '  %s %s\n' "${0##*/}" "$example"
  done <<<"${RUN_VERB_EXAMPLES[$1]:-$1${operand:+ $operand}}"
  printf '\nExit codes: 0 all checks passed, 1 a check failed, 2 unreachable, 3 wrong usage.\n'
}

# run_flags_of_word WORD: those that go with it alone, one a line.
run_flags_of_word() {
  local flag value
  while IFS= read -r flag; do
    [[ -n $flag && ${RUN_FLAG_WORDS[$flag]} == *" $1 "* ]] || continue
    value=${RUN_FLAG_HELP[$flag]%%|*}
    printf '  %-28s %s\n' "$flag${value:+ $value}" "${RUN_FLAG_HELP[$flag]#*|}"
  done < <(printf '%s\n' "${!RUN_FLAG_WORDS[@]}" | sort)
}
