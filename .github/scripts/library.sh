# shellcheck shell=bash
# What the scripts of the workflows share; sourced.

# A value that later steps and jobs read: one line.
output() {
  printf '%s=%s\n' "$1" "$2" | tee -a "${GITHUB_OUTPUT:-/dev/null}"
}

# An error of five parts, also shown on the page of the run: what, where, evidence, cause, next step.
refuse() {
  printf '::error title=%s::%s\n' "$1" "$5"
  printf '%s\n  where:    %s\n  evidence: %s\n  cause:    %s\n  next:     %s\n' "$@" >&2
  exit 1
}

# The version of everything in this checkout.
shared_version() {
  node --print 'JSON.parse(fs.readFileSync("package.json", "utf8")).version'
}

# Git with the job's token for the server of the repository: in the environment, where other users do not see it.
git_with_token() {
  local header
  header="authorization: basic $(printf 'x-access-token:%s' "${GH_TOKEN:?}" | base64 -w0)"
  GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL:-https://github.com}/.extraheader" \
    GIT_CONFIG_VALUE_0=$header git "$@"
}
