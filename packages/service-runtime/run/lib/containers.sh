# shellcheck shell=bash
# What the engine knows about containers.

# run_observe CONTAINER: sets RUN_ID, RUN_STATE, RUN_EXIT, RUN_RESTARTS, RUN_HEALTH and RUN_IMAGE_ID. 1 if there is none.
run_observe() {
  local format='{{.Id}} {{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}'
  format+=' {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.Image}}'
  RUN_ID='' RUN_STATE=absent RUN_EXIT=0 RUN_RESTARTS=0 RUN_HEALTH=none RUN_IMAGE_ID=''
  local answer
  answer=$(run_ask container inspect --format "$format" "$1" 2>/dev/null) || return 1
  read -r RUN_ID RUN_STATE RUN_EXIT RUN_RESTARTS RUN_HEALTH RUN_IMAGE_ID <<<"$answer"
}

# run_id_of CONTAINER: its id; nothing if there is none.
run_id_of() { run_ask container inspect --format '{{.Id}}' "$1" 2>/dev/null || true; }

# run_name_of ID: its name now.
run_name_of() { run_ask container inspect --format '{{.Name}}' "$1" 2>/dev/null | sed 's|^/||' || true; }

# run_published_address CONTAINER: the first address of this host that leads to it, e.g. 127.0.0.1:7777.
run_published_address() { run_ask port "$1" 2>/dev/null | sed -n '1s|.* -> ||p' || true; }

# run_log_tail CONTAINER LINES
run_log_tail() { run_ask logs --tail "$2" "$1" 2>&1 | tail -n "$2" || true; }

# run_last_probe CONTAINER: what its health command printed last.
run_last_probe() {
  run_ask container inspect --format \
    '{{if .State.Health}}{{range .State.Health.Log}}{{println .Output}}{{end}}{{end}}' "$1" 2>/dev/null |
    grep -v '^[[:space:]]*$' | tail -n 3 || true
}

# run_users_of_volume VOLUME [FORMAT]: names of the containers that run on it, or go on with it when unpaused or started
# again by the engine, one a line.
run_users_of_volume() {
  local format='{{.Names}}'
  run_ask ps --filter "volume=$1" --filter status=running --filter status=paused --filter status=restarting --format "${2:-$format}"
}
