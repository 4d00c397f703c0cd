# shellcheck shell=bash
# What a support bundle says of containers and images: fields that cannot hold a secret, and no others.

# Labels whose values are shown.
RUN_SHOWN_LABELS='^(compose-gen\.|com\.docker\.compose\.(project|service|version|oneoff|config-hash|container-number|image)|org\.opencontainers\.image\.(version|revision|created|source|base)|network\.unicity\.)'

# shellcheck disable=SC2016 # variables of the format
RUN_BUNDLE_FORMAT='id: {{.ID}}
image: {{.Config.Image}}
image id: {{.Image}}
created: {{.Created}}
state: {{.State.Status}}, exit code {{.State.ExitCode}}, out of memory {{.State.OOMKilled}}, error {{printf "%q" .State.Error}}
started: {{.State.StartedAt}}, ended {{.State.FinishedAt}}, started again {{.RestartCount}} time(s)
health: {{if .State.Health}}{{.State.Health.Status}}, {{.State.Health.FailingStreak}} failed in a row{{else}}none{{end}}
user: {{.Config.User}}, host name {{.Config.Hostname}}
restart: {{.HostConfig.RestartPolicy.Name}}
limits: memory {{.HostConfig.Memory}}, processes {{.HostConfig.PidsLimit}}, CPUs {{.HostConfig.NanoCPUs}} / 1e9
root: read-only {{.HostConfig.ReadonlyRootfs}}, capabilities {{.HostConfig.CapAdd}} of {{.HostConfig.CapDrop}}, {{.HostConfig.SecurityOpt}}
log: {{.HostConfig.LogConfig.Type}}
ports: {{json .NetworkSettings.Ports}}
{{range $name, $network := .NetworkSettings.Networks}}network: {{$name}} {{$network.IPAddress}} {{$network.Aliases}}
{{end}}{{range .Mounts}}mount: {{.Type}} {{if .Name}}{{.Name}}{{else}}{{.Source}}{{end}} at {{.Destination}}, writable {{.RW}}
{{end}}'

# run_bundle_find_containers: of the service, those of an unfinished replacement among them; one a line.
run_bundle_find_containers() {
  {
    ! run_observe "$CONTAINER_NAME" || printf '%s\n' "$CONTAINER_NAME"
    [[ -z $SERVICE_NAME ]] || run_ask ps --all --filter "label=compose-gen.project=$PROJECT_NAME" \
      --filter "label=compose-gen.service=$SERVICE_NAME" --format '{{.Names}}' 2>/dev/null
  } | sort -u
}

# run_bundle_variables CONTAINER: NAME=VALUE, one a line; a line break in a value is \\n.
run_bundle_variables() {
  run_ask container inspect --format '{{range .Config.Env}}{{printf "%q\n" .}}{{end}}' "$1" 2>/dev/null |
    sed -n 's/^"\(.*\)"$/\1/; s/\\"/"/g; /=/p' || true
}

run_bundle_inspect() {
  local entry
  run_ask container inspect --format "$RUN_BUNDLE_FORMAT" "$1"
  run_bundle_labels container "$1"
  printf '\nenvironment:\n'
  while IFS= read -r entry; do
    run_bundle_show "$entry"
  done < <(run_bundle_variables "$1" | sort)
}

# run_bundle_labels container|image NAME
run_bundle_labels() {
  # shellcheck disable=SC2016 # variables of the format
  run_ask "$1" inspect --format '{{range $name, $value := .Config.Labels}}{{println $name $value}}{{end}}' "$2" 2>/dev/null |
    grep -E "$RUN_SHOWN_LABELS" | sed 's/^/label: /' || true
}

run_bundle_health() {
  run_ask container inspect --format \
    '{{if .State.Health}}{{range .State.Health.Log}}{{.Start}}, exit code {{.ExitCode}}: {{println .Output}}{{end}}{{else}}no health command{{end}}' "$1"
}

# run_bundle_images: those of the containers, and the one that a start would take.
run_bundle_images() {
  local image container
  for container in "${RUN_BUNDLE_CONTAINERS[@]}"; do
    run_ask container inspect --format '{{.Config.Image}}' "$container" 2>/dev/null || true
    run_ask container inspect --format '{{.Image}}' "$container" 2>/dev/null || true
  done | cat - <(printf '%s\n' "$IMAGE_NAME") | grep -v '^$' | sort -u | while IFS= read -r image; do
    printf '== %s\n' "$image"
    run_ask image inspect --format 'id: {{.Id}}
tags: {{.RepoTags}}
digests: {{.RepoDigests}}
created: {{.Created}}, {{.Os}}/{{.Architecture}}, {{.Size}} bytes' "$image" 2>&1 || true
    run_bundle_labels image "$image"
  done
}

# run_bundle_certificates: of those on the volumes of running containers that have a domain.
run_bundle_certificates() {
  local container
  for container in "${RUN_BUNDLE_CONTAINERS[@]}"; do
    run_bundle_variables "$container" | grep '^SSL_DOMAIN=.' >/dev/null || continue
    printf '== %s\n' "$container"
    # shellcheck disable=SC2016 # expands in the container
    run_limited 20 docker exec "$container" sh -c 'for file in /etc/letsencrypt/live/*/fullchain.pem; do
      echo "$file"
      openssl x509 -noout -subject -issuer -serial -startdate -enddate -in "$file"
    done; date -u' 2>&1 || true
  done
}
