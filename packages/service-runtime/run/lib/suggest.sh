# shellcheck shell=bash
# What may have been meant by a flag that does not exist.

# run_unknown_flag FLAG: ends the script with 3.
run_unknown_flag() {
  local name=${1%%=*} known
  known=$(run_known_flags | run_nearest "$name")
  if [[ $1 == --*=* && $known == "$name" ]]; then
    run_usage "Unknown option: $1" "write $name ${1#*=}"
  elif [[ -n $known ]]; then
    run_usage "Unknown option: $name" "did you mean $known?"
  fi
  run_usage "Unknown option: $name"
}

# run_nearest NAME: the line of the input that differs least, if it differs in at most 2 letters (Damerau-Levenshtein).
run_nearest() {
  # shellcheck disable=SC2016 # awk's own variables
  awk -v word="$1" '
    function least(a, b) { return a < b ? a : b }
    function distance(a, b,   i, j, d, same) {
      for (i = 0; i <= length(a); i++) d[i, 0] = i
      for (j = 0; j <= length(b); j++) d[0, j] = j
      for (i = 1; i <= length(a); i++) for (j = 1; j <= length(b); j++) {
        same = substr(a, i, 1) == substr(b, j, 1)
        d[i, j] = least(least(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + !same)
        if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1))
          d[i, j] = least(d[i, j], d[i - 2, j - 2] + 1)
      }
      return d[length(a), length(b)]
    }
    BEGIN { best = 3 }
    length(word) < 40 { n = distance(word, $0); if (n < best) { best = n; nearest = $0 } }
    END { if (best < 3) print nearest }'
}

# run_known_flags: one a line; those of the service are in its help.
run_known_flags() {
  printf '%s\n' "${!RUN_VALUE_FLAGS[@]}" "${!RUN_SWITCHES[@]}"
  ! declare -F app_help >/dev/null || app_help | grep -oE -- '--[a-z][a-z-]+' || true
}
