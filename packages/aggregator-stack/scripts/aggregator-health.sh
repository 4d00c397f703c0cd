# Healthy means that blocks are certified. /health alone stays "ok" on a chain that stands still.
set -eu
url=http://127.0.0.1:$PORT

# The file holds the last height seen and since when it stands (seconds since the machine started: nobody can set that back).
pace "$HEIGHT_FILE"
wget -q -O /dev/null "$url/health"
height=$(wget -q -O - --header 'Content-Type: application/json' \
  --post-data '{"jsonrpc":"2.0","id":1,"method":"get_block_height","params":{}}' "$url/" |
  tr -d ' \t\r\n' | grep -o '"blockNumber":"\{0,1\}[0-9]*' | grep -o '[0-9]*$' || true)
IFS=' .' read -r now _ <"${UPTIME_FILE:-/proc/uptime}"
if [ -z "$height" ] || [ "$height" -eq 0 ]; then
  echo "no block certified yet"
  exit 1
fi

last=0
since=$now
[ ! -s "$HEIGHT_FILE" ] || read -r last since <"$HEIGHT_FILE"
if [ "$height" -ne "$last" ] || [ "$since" -gt "$now" ]; then
  since=$now
  printf '%s %s\n' "$height" "$now" >"$HEIGHT_FILE"
fi
echo "block $height, unchanged for $((now - since)) s"
[ $((now - since)) -le "$MAX_BLOCK_AGE_SECONDS" ]
