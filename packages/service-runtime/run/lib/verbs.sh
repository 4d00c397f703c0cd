# shellcheck shell=bash
# Commands of day 2: a word before all flags, such as `upgrade`. The file that has one adds itself to these tables.

# Word → function that does it and ends the script or returns.
declare -A RUN_VERBS=()
# Word → name of its operand, in brackets when it may be left out; none for a word that takes none.
declare -A RUN_VERB_OPERANDS=()
# Word → what --help says of it.
declare -A RUN_VERB_HELP=()
# What was given as operand.
RUN_OPERAND=''

# run_parse_verb ARGUMENTS…: sets RUN_ACTION and RUN_OPERAND when the first one is a word, and RUN_CONSUMED to how many
# arguments it took.
run_parse_verb() {
  local operand known
  RUN_CONSUMED=0
  [[ -n ${1:-} && $1 != -* ]] || return 0
  if [[ -z ${RUN_VERBS[$1]:-} ]]; then
    known=$(printf '%s\n' "${!RUN_VERBS[@]}" | run_nearest "$1")
    run_usage "Unknown command: $1" "${known:+did you mean $known?}"
  fi
  RUN_ACTION=$1 RUN_CONSUMED=1
  operand=${RUN_VERB_OPERANDS[$1]:-}
  [[ -n $operand ]] || return 0
  if [[ -n ${2:-} && $2 != -* ]]; then
    RUN_OPERAND=$2 RUN_CONSUMED=2
  elif [[ $operand != \[* ]]; then
    run_usage "$1 needs its $operand." "$(run_self) $1 $operand"
  fi
}

# run_print_help_verbs: nothing when there are none.
run_print_help_verbs() {
  local verb
  ((${#RUN_VERBS[@]} > 0)) || return 0
  printf '\nCommands, before all flags:\n'
  while IFS= read -r verb; do
    printf '  %-28s %s\n' "$verb${RUN_VERB_OPERANDS[$verb]:+ ${RUN_VERB_OPERANDS[$verb]}}" "${RUN_VERB_HELP[$verb]:-}"
  done < <(printf '%s\n' "${!RUN_VERBS[@]}" | sort)
}
