# shellcheck shell=bash
# One call of HAProxy's registration API. The key reaches curl on standard input: argv is public in a container.

REGISTRATION_CONNECT_SECONDS=5
# The API answers a change after its reload: usually 3 s, by its own limits up to 72 s.
REGISTRATION_SECONDS=75
api_status=
api_body=

# call_api METHOD PATH [BODY [SECONDS]]: sets api_status (000 without an answer) and api_body.
call_api() {
  local answer
  # An answer that was cut off, or is too long, is none.
  answer=$(curl_configuration "$@" | curl --disable --config - 2>/dev/null) || answer=$'\n000'
  api_status=${answer##*$'\n'}
  api_body=${answer%$'\n'*}
  [[ $api_status =~ ^[0-9]{3}$ ]] || api_status=000
}

curl_configuration() {
  local method=$1 path=$2 body=${3:-} seconds=${4:-$REGISTRATION_SECONDS}
  printf '%s\n' silent 'proto = "=http"' 'noproxy = "*"' 'max-filesize = 1048576' 'write-out = "\n%{http_code}"'
  printf 'request = "%s"\n' "$method"
  printf 'url = "http://%s:%s%s"\n' "$HAPROXY_HOST" "$HAPROXY_API_PORT" "$path"
  printf 'connect-timeout = %s\nmax-time = %s\n' "$REGISTRATION_CONNECT_SECONDS" "$seconds"
  if [[ -n $body ]]; then
    printf 'header = "Content-Type: application/json"\ndata = "%s"\n' "$(escape_for_curl "$body")"
  fi
  if [[ -n ${HAPROXY_API_KEY_FILE:-} ]]; then
    printf 'header = "Authorization: Bearer %s"\n' "$(escape_for_curl "$(<"$HAPROXY_API_KEY_FILE")")"
  fi
}

escape_for_curl() {
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

# api_field JQ_PATH: a value of the answer; nothing when it is no JSON or has none.
api_field() { jq -r "$1 // empty" 2>/dev/null <<<"$api_body" || true; }

# api_text JQ_PATH CHARACTERS: for people, in one line: what could move the cursor of a terminal is left out.
api_text() {
  jq -r --argjson length "$2" "($1 // empty) | tostring"' | gsub("[\\p{C}\\p{Zl}\\p{Zp}]+"; " ") | .[:$length]' \
    2>/dev/null <<<"$api_body" || true
}

# api_code: nothing when it has not the form of one.
api_code() {
  local code
  code=$(api_field .code)
  [[ ! $code =~ ^[A-Za-z0-9_]{1,64}$ ]] || printf '%s\n' "$code"
}
