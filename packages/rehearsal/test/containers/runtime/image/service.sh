# shellcheck shell=bash
# The echo service for the runtime.
# shellcheck disable=SC2034 # read by the runtime
SERVICE_NAME="echo"
SERVICE_PROCESSES=(app)
SERVICE_SECRETS=(ECHO_SECRET_FILE)
SERVICE_DIRECTORIES=(/var/lib/echo)
SERVICE_STOP_SECONDS=5
SERVICE_WATCH_SECONDS=${ECHO_WATCH_SECONDS:-2}
app_command=(python3 /usr/local/lib/echo.py 9000)

service_ready() { curl -fsS -o /dev/null --max-time 2 http://127.0.0.1:9000/; }
