# shellcheck shell=bash
# The settings of the last start, for a command of day 2: its flags come before those of the command line, which win, and its
# environment fills in what the environment of this command has not.

# Settings of the last start that do not count, by their variables: for a script that decides on them itself.
: "${FORGOTTEN_SETTINGS:=}"
RUN_RECALLED_ARGUMENTS=()
# Set when the image of the last start was chosen by hand: it then stays until an upgrade.
RUN_IMAGE_CHOSEN=''
# The file that they come from; nothing without one.
RUN_RECALLED_FROM=''

# run_recall ARGUMENTS…: sets RUN_RECALLED_ARGUMENTS and IMAGE_NAME (but for an upgrade, which brings another one). The service
# script has read its environment already, so it is started anew when there is more of it.
run_recall() {
  local file line text forgotten=''
  [[ -n ${1:-} && -n ${RUN_VERBS[$1]:-} && " $* " != *' --help '* && " $* " != *' -h '* ]] || return 0
  run_take_container_name "$@"
  run_require_container_name
  run_settle_kept_if_idle
  file=$(run_kept_file)
  [[ $1 != rollback ]] || file+=.previous
  [[ -r $file ]] || return 0
  run_recall_environment "$file" "$@"
  RUN_RECALLED_FROM=$file
  while IFS= read -r line; do
    printf -v text '%b' "$line"
    # The value of a flag begins with no dashes, and goes with it. A flag that is given again would pile up.
    if [[ $text == --* ]]; then
      forgotten=''
      ! run_forgets "$text" "$@" || forgotten=true
    fi
    [[ -n $forgotten ]] || RUN_RECALLED_ARGUMENTS+=("$text")
  done < <(run_recalled "$file" argument)
  run_recall_image "$1" "$file"
}

# run_recalled FILE NAME: as run_kept; of the start before the last one not whether to verify and who has to have signed, which
# is as the last start has it.
run_recalled() {
  local about='^(--(no-)?verify|VERIFY_(KEY_FILE|IDENTITY|ISSUER|TRUSTED_ROOT_FILE)=.*)$'
  if [[ $1 == *.previous ]]; then
    run_kept "$1" "$2" | grep -vE -- "$about" || true
    run_kept "${1%.previous}" "$2" | grep -E -- "$about" || true
  else
    run_kept "$1" "$2"
  fi
}

# run_recall_image WORD FILE: an upgrade brings another one, and a start that of the script unless one was chosen.
run_recall_image() {
  local image
  image=$(run_kept "$2" image)
  RUN_IMAGE_CHOSEN=$(run_kept "$2" image-chosen)
  [[ -z $image || $1 == upgrade || ($1 =~ ^(start|pull)$ && -z $RUN_IMAGE_CHOSEN) ]] || IMAGE_NAME=$image
}

# run_forgets FLAG_OR_VARIABLE [ARGUMENTS…]: when FORGOTTEN_SETTINGS has its variable, or the arguments have the flag.
run_forgets() {
  local variable=${RUN_VALUE_FLAGS[$1]:-${RUN_SWITCHES[$1]:-$1}}
  [[ " $FORGOTTEN_SETTINGS " == *" ${variable%%=*} "* || " ${*:2} " == *" $1 "* ]]
}

# run_take_container_name ARGUMENTS…: that decides which file it is.
run_take_container_name() {
  while (($# > 1)); do
    [[ $1 != --container-name ]] || CONTAINER_NAME=$2
    shift
  done
}

# run_settle_kept_if_idle: after a run that was killed. One that is at work does it itself.
run_settle_kept_if_idle() {
  [[ -e $(run_kept_file).next ]] || return 0
  command -v flock >/dev/null || {
    run_settle_kept
    return 0
  }
  (flock --nonblock 9 && run_settle_kept) 9>>"$STATE_DIR/locks/$CONTAINER_NAME" || true
}

# run_recall_environment FILE ARGUMENTS…: starts the script anew, once, when something is missing.
run_recall_environment() {
  local line name value known missing=''
  known=" $(run_names_of_environment) "
  [[ ! $2 =~ ^(start|upgrade|rollback|restore)$ ]] || run_require_withheld "$1" "${@:3}"
  [[ ${RUN_RECALLED:-} != "$$" ]] || {
    unset RUN_RECALLED
    return 0
  }
  while IFS= read -r line; do
    name=${line%%=*}
    [[ $known == *" $name "* ]] || run_forgets "$name" || run_is_given_signer "$name" && continue
    printf -v value '%b' "${line#*=}"
    export "$name=$value"
    missing=true
  done < <(run_recalled "$1" environment)
  [[ -n $missing ]] || return 0
  export RUN_RECALLED=$$
  exec "$BASH" -- "$0" "${@:2}"
}

# run_names_of_environment: in one line.
run_names_of_environment() {
  local -a names
  mapfile -t names < <(compgen -e)
  printf '%s' "${names[*]}"
}

# run_require_withheld FILE ARGUMENTS…: what was not kept comes by the environment or the arguments.
run_require_withheld() {
  local name known
  known=" $(run_names_of_environment) "
  for name in $(run_kept "$1" withheld); do
    [[ $known == *" $name "* || " ${*:2} " == *" $name "* ]] ||
      run_die 3 SETTING_NOT_KEPT "A setting of the last start is needed again: it may be a secret and was not kept." \
        "$name" "" "" "give it to this command as to the start"
  done
}
