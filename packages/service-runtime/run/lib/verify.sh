# shellcheck shell=bash
# --verify: images of this project run only when the release workflow of their owner has signed them. What cannot be looked at
# is refused. The host's cosign asks, else its stackctl; without either nothing starts.

# true, no, or nothing when nobody has said it.
RUN_VERIFY=''
RUN_SWITCHES+=([--verify]=RUN_VERIFY=true [--no-verify]=RUN_VERIFY=no)
# Who has to have signed, for both tools: a public key, or an identity and who vouches for it.
RUN_SIGNER=(VERIFY_KEY_FILE VERIFY_IDENTITY VERIFY_ISSUER VERIFY_TRUSTED_ROOT_FILE)
# Those of this command's environment, one a line: with one of them nothing of the last start's counts.
RUN_SIGNER_GIVEN=$(compgen -e VERIFY_ | grep -xF -- "$(printf '%s\n' "${RUN_SIGNER[@]}")" || true)
: "${VERIFY_KEY_FILE:=}" "${VERIFY_IDENTITY:=}" "${VERIFY_ISSUER:=}" "${VERIFY_TRUSTED_ROOT_FILE:=}"
[[ -z $VERIFY_KEY_FILE || $VERIFY_KEY_FILE == /* ]] || VERIFY_KEY_FILE=$PWD/$VERIFY_KEY_FILE
[[ -z $VERIFY_TRUSTED_ROOT_FILE || $VERIFY_TRUSTED_ROOT_FILE == /* ]] || VERIFY_TRUSTED_ROOT_FILE=$PWD/$VERIFY_TRUSTED_ROOT_FILE
# Seconds for one answer of cosign or stackctl.
: "${VERIFY_TIMEOUT:=120}"
RUN_VERIFY_WAIVER="to do without: the same with --no-verify"

# run_is_given_signer VARIABLE: it says who has to have signed, and this command's environment has said that.
run_is_given_signer() { [[ -n $RUN_SIGNER_GIVEN && " ${RUN_SIGNER[*]} " == *" $1 "* ]]; }

# run_verify_images IMAGE…: those that this host has, before they run. Ends the script with the first that is refused.
run_verify_images() {
  local image
  [[ $RUN_VERIFY == true ]] || return 0
  run_require_one_signer
  while IFS= read -r image; do
    [[ -z $image ]] || run_verify_image "$image"
  done < <(printf '%s\n' "$@" | sort -u)
}

# run_require_one_signer: ends the script with 3 when a key and an identity are named.
run_require_one_signer() {
  [[ $RUN_VERIFY != true || -z $VERIFY_KEY_FILE || -z $VERIFY_IDENTITY$VERIFY_ISSUER ]] ||
    run_usage "VERIFY_KEY_FILE and VERIFY_IDENTITY or VERIFY_ISSUER exclude each other." \
      "unset the one or the others: a signature is made with a key, or by an identity"
}

run_verify_image() {
  local digests tag=''
  local -a known
  digests=$(run_digests_of "$1")
  [[ -n $digests ]] || run_refuse_image 1 IMAGE_WITHOUT_DIGEST "Nothing says which image of a registry this is." "$1" \
    "the engine knows no digest of it" "it was built or loaded on this host" "docker pull $1"
  mapfile -t known <<<"$digests"
  [[ ${1%@*} != sha256:* && ${1%@*} == *:*([!/]) ]] && tag=${1%@*} && tag=${tag##*:}
  run_say "Verifying $1..."
  if [[ -z $VERIFY_TRUSTED_ROOT_FILE ]] && command -v cosign >/dev/null; then
    run_verify_with_cosign "$1" "$tag" "${known[@]}"
  elif command -v stackctl >/dev/null; then
    run_verify_with_stackctl "${known[0]%@*}${tag:+:$tag}@${known[0]#*@}"
  else
    run_refuse_image 3 VERIFY_TOOL_MISSING "Nothing on this host can verify a signature; nothing was started." "$1" \
      "neither cosign nor stackctl is on the PATH" "" "apt-get install cosign, or npm install --global @unicity-sphere/stackctl"
  fi
  run_say "  verified"
}

# run_digests_of IMAGE: REPOSITORY@DIGEST, one a line; for an image that is named by its id those of all its repositories.
run_digests_of() {
  local repository=${1%@*}
  [[ $1 != *@sha256:* ]] || { printf '%s\n' "$(run_without_tag "$repository")@${1##*@}" && return 0; }
  [[ $1 == sha256:* ]] || repository=$(run_without_tag "$1")
  run_ask image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$1" 2>/dev/null |
    awk -v repository="${repository##sha256:*}" 'index($0, repository (repository ? "@" : "")) == 1 && /@sha256:/' || true
}

run_without_tag() { if [[ ${1##*/} == *:* ]]; then printf '%s' "${1%:*}"; else printf '%s' "$1"; fi; }

# run_verify_with_stackctl REFERENCE: it says itself what is wrong.
run_verify_with_stackctl() {
  local code=0
  VERIFY_KEY_FILE=$VERIFY_KEY_FILE VERIFY_IDENTITY=$VERIFY_IDENTITY VERIFY_ISSUER=$VERIFY_ISSUER \
    VERIFY_TRUSTED_ROOT_FILE=$VERIFY_TRUSTED_ROOT_FILE \
    run_limited "$VERIFY_TIMEOUT" stackctl verify "$1" >"$RUN_SCRATCH/verify" 2>&1 </dev/null || code=$?
  run_checkpoint
  ((code == 0)) || run_refuse_image "$((code > 3 ? 3 : code))" IMAGE_REFUSED "The image is not verified; nothing was started." "$1" \
    "$(<"$RUN_SCRATCH/verify")" "" "do what stackctl says"
}

# run_refuse_image EXIT_CODE CODE WHAT WHERE EVIDENCE CAUSE NEXT: ends the script; says how to do without.
run_refuse_image() { run_die "${@:1:6}" "$7"$'\n'"$RUN_VERIFY_WAIVER"; }

# run_check_verified COMMAND…: what verifies, for --check.
run_check_verified() {
  local text
  [[ $RUN_VERIFY == true ]] || return 0
  if text=$("$@" 2>&1 >/dev/null); then
    check_pass "signatures are those of the release"
  else
    check_fail "--verify: ${text//$'\n'/$'\n'      }"
  fi
}
