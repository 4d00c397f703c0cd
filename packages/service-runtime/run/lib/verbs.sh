# shellcheck shell=bash
# Commands of day 2: a word before all flags, such as `upgrade`. The file that has one adds itself to these tables.

# Word → function that does it and ends the script or returns.
declare -A RUN_VERBS=()
# Word → name of its operand, in brackets when it may be left out; none for a word that takes none.
declare -A RUN_VERB_OPERANDS=()
# Word → what --help says of it.
declare -A RUN_VERB_HELP=()
# Flag → the words that it goes with, with a space before and after each; none for a flag that goes with everything.
declare -A RUN_FLAG_WORDS=()
# Those of the command line.
RUN_WORD_FLAGS=()
# What was given as operand.
RUN_OPERAND=''
# The word that --help is asked about.
RUN_HELP_WORD=''
# Words of others, such as stackctl, and flags without their dashes → what is meant.
declare -A RUN_OTHER_WORDS=([status]=--status [check]=--check [logs]=--logs [stop]=--stop [dry-run]=--dry-run [down]=--stop
  [up]=start [run]=start [restart]=start [deploy]=start [doctor]=--check [update]=upgrade [wipe]=uninstall [remove]=uninstall)

# run_parse_verb ARGUMENTS…: sets RUN_ACTION and RUN_OPERAND when the first one is a word, and RUN_CONSUMED to how many
# arguments it took.
run_parse_verb() {
  local operand
  RUN_CONSUMED=0
  [[ -n ${1:-} && $1 != -* ]] || return 0
  run_parse_help "$@"
  [[ $RUN_ACTION != help ]] || return 0
  [[ -n ${RUN_VERBS[$1]:-} ]] || run_unknown_word "$1"
  RUN_ACTION=$1 RUN_CONSUMED=1
  operand=${RUN_VERB_OPERANDS[$1]:-}
  [[ -n $operand ]] || return 0
  if [[ -n ${2:-} && $2 != -* ]]; then
    RUN_OPERAND=$2 RUN_CONSUMED=2
  elif [[ $operand != \[* ]]; then
    run_usage "$1 needs its $operand." "$(run_self) $1 $operand"
  fi
}

# run_parse_help ARGUMENTS…: sets RUN_ACTION and RUN_HELP_WORD for `help`, `help WORD` and `WORD … --help`.
run_parse_help() {
  local words=" ${*:2} "
  if [[ $1 == help ]]; then
    RUN_ACTION=help RUN_HELP_WORD=${2:-}
  elif [[ $words == *' --help '* || $words == *' -h '* ]]; then
    RUN_ACTION=help RUN_HELP_WORD=$1
  fi
  [[ -z $RUN_HELP_WORD || -n ${RUN_VERBS[$RUN_HELP_WORD]:-} ]] || run_unknown_word "$RUN_HELP_WORD"
}

# run_unknown_word WORD: ends the script with 3.
run_unknown_word() {
  local known=${RUN_OTHER_WORDS[$1]:-}
  [[ -n $known || ${#RUN_VERBS[@]} == 0 ]] || known=$(printf '%s\n' "${!RUN_VERBS[@]}" | run_nearest "$1")
  run_usage "Unknown command: $1" "${known:+did you mean $known?}"
}

# run_require_flag_words: ends with 3 when a flag of the command line is of another command.
run_require_flag_words() {
  local flag words
  for flag in "${RUN_WORD_FLAGS[@]}"; do
    words=${RUN_FLAG_WORDS[$flag]}
    [[ $words == *" $RUN_ACTION "* ]] && continue
    read -r words <<<"${words//  / }"
    run_usage "$flag does not go with $(run_action_name "$RUN_ACTION" | sed 's/^start$/a start/')." "it goes with: ${words// /, }"
  done
}

# run_print_help_verbs: nothing when there are none.
run_print_help_verbs() {
  local verb
  ((${#RUN_VERBS[@]} > 0)) || return 0
  printf '\nCommands, before all flags; WORD --help tells those of one:\n'
  while IFS= read -r verb; do
    printf '  %-28s %s\n' "$verb${RUN_VERB_OPERANDS[$verb]:+ ${RUN_VERB_OPERANDS[$verb]}}" "${RUN_VERB_HELP[$verb]:-}"
  done < <(printf '%s\n' "${!RUN_VERBS[@]}" | sort)
}
