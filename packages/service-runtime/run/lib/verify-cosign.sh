# shellcheck shell=bash
# Verifying with cosign (2.x): the tag still is the image that is here, and this one's index is signed as such.

# run_verify_with_cosign IMAGE TAG REPOSITORY@DIGEST…: several where the engine knows the image by several.
run_verify_with_cosign() {
  local image=$1 tag=$2 digest=$3 now
  local -a who
  shift 2
  # The tag of a line may move.
  if [[ -n $tag && ! $tag =~ ^[0-9]+\.[0-9]+$ ]]; then
    run_cosign triangulate --type digest "${digest%@*}:$tag" || run_explain_cosign "$image"
    now=$(<"$RUN_SCRATCH/verify")
    [[ " $* " == *" ${digest%@*}@${now##*@} "* ]] || run_refuse_image 1 TAG_MOVED \
      "The tag names another image by now than the one on this host." "$image" "here: $*"$'\n'"now:  $now" \
      "a tag of a release never moves: somebody has pushed over it, or the digest is not that of the index" \
      "trust neither until it is known why: compare with images.lock.json of the release"
    digest=${digest%@*}@${now##*@}
  fi
  mapfile -t who < <(run_signer_flags "${digest%@*}")
  run_cosign verify --annotations kind=index "${who[@]}" "$digest" || run_explain_cosign "$image"
}

# run_cosign ARGUMENTS…: what it prints is in $RUN_SCRATCH/verify, errors in $RUN_SCRATCH/errors.
run_cosign() {
  local code=0
  run_limited "$VERIFY_TIMEOUT" cosign "$@" >"$RUN_SCRATCH/verify" 2>"$RUN_SCRATCH/errors" </dev/null || code=$?
  run_checkpoint
  return "$code"
}

# run_signer_flags REPOSITORY: who has to have signed. An owner's name on GitHub knows no case.
run_signer_flags() {
  local owner=unicity-sphere workflow='/unicity-infra/\.github/workflows/release\.yml@refs/(heads/main|tags/v[0-9][^/]*)$'
  if [[ -n $VERIFY_KEY_FILE ]]; then
    printf '%s\n' --key "$VERIFY_KEY_FILE" --insecure-ignore-tlog=true
    return 0
  fi
  [[ ! $1 =~ ^ghcr\.io/([^/]+)/ ]] || owner=${BASH_REMATCH[1]}
  printf '%s\n' --certificate-oidc-issuer "${VERIFY_ISSUER:-https://token.actions.githubusercontent.com}"
  if [[ -n $VERIFY_IDENTITY ]]; then
    printf '%s\n' --certificate-identity "$VERIFY_IDENTITY"
  else
    printf '%s\n' --certificate-identity-regexp "^https://github\\.com/(?i:${owner//./\\.})$workflow"
  fi
}

# run_explain_cosign IMAGE: what its words mean; ends the script.
run_explain_cosign() {
  local text
  text=$(grep -v '^WARNING' -- "$RUN_SCRATCH/errors" | grep -v '^error during command' | tail -n 3 || true)
  case ${text,,} in
    *'loading public key'*)
      run_refuse_image 3 VERIFY_FILE_UNREADABLE "VERIFY_KEY_FILE names no file that can be used; nothing was verified." "$1" "$text" \
        "the path is wrong, or the file is not readable" "name a public key in PEM, such as cosign.pub"
      ;;
    *'no signatures found'*)
      run_refuse_image 1 IMAGE_UNSIGNED "Nobody has signed this image." "$1" "$text" "it was not made by a release" "take the image of a release"
      ;;
    *annotation*)
      run_refuse_image 1 IMAGE_IS_CHILD "What is signed is the image of one platform, not the index which is released." "$1" "$text" \
        "the digest was taken from the list of platforms" "use the digest in images.lock.json"
      ;;
    *'expected identities'* | *'certificate identity'*)
      run_refuse_image 1 SIGNATURE_OTHER_IDENTITY "The image was signed by somebody else than its owner's release." "$1" "$text" \
        "it is an image of a fork, or pushed by somebody who should not" "if this signer is meant: VERIFY_IDENTITY and VERIFY_ISSUER"
      ;;
    *'invalid signature'*)
      run_refuse_image 1 SIGNATURE_OTHER_KEY "The signature was not made with this key, or was changed." "$1" "$text" "" \
        "compare VERIFY_KEY_FILE with the key that its publisher names"
      ;;
    *) run_explain_no_answer "$1" "$text" ;;
  esac
}

# run_explain_no_answer IMAGE TEXT: words that say nothing of the signature; what is not known either is a refusal.
run_explain_no_answer() {
  case ${2,,} in
    *'dial tcp'* | *timeout* | *'deadline exceeded'* | *'no such host'* | *unreachable* | *'connection reset'* | *'tls: '* | \
      *'unexpected status code 5'* | *'unexpected status code 4'[02][39]* | *toomanyrequests* | *unauthorized* | *': denied: '* | *'tuf '* | '')
      run_refuse_image 2 VERIFY_UNREACHABLE "The signature could not be looked at: something it takes does not answer." "$1" \
        "${2:-no answer within $VERIFY_TIMEOUT s}" "the registry, or Sigstore's keys (tuf-repo-cdn.sigstore.dev)" \
        "let this host reach both; docker login, where the registry wants one, or limits who has none"
      ;;
    *) run_refuse_image 1 SIGNATURE_INVALID "The image is not verified." "$1" "$2" "" "do not use this image" ;;
  esac
}
