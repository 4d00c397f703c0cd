# shellcheck shell=bash
# manifest.json of a backup: what it is of.

# run_backup_images: "SERVICE REFERENCE ID" of what runs, one a line.
run_backup_images() {
  local image
  image=$(run_ask container inspect --format '{{.Config.Image}} {{.Image}}' "$CONTAINER_NAME" 2>/dev/null) || return 0
  printf '%s %s\n' "$SERVICE_NAME" "$image"
}

# run_backup_genesis: generation and genesis of the chain, a word each; nothing for a service without one.
run_backup_genesis() { :; }

# run_image_version IMAGE
run_image_version() { run_label_of image "$1" org.opencontainers.image.version; }

# run_backup_manifest: the JSON. Needs BACKUP_PARTS.
run_backup_manifest() {
  local generation='' genesis=''
  read -r generation genesis < <(run_backup_genesis) || true
  printf '{'
  run_json_pairs schema unicity-backup/1 made "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    maker "${0##*/} $(run_image_version "$BACKUP_IMAGE")" service "${STACK_NAME:-$SERVICE_NAME}"
  printf ',"generation":%s,"genesisId":%s' "$(run_json_word "$generation")" "$(run_json_word "$genesis")"
  printf ',"dataVersion":%d,"images":[%s],"parts":[%s]}\n' "$(run_data_version)" "$(run_manifest_images)" "$(run_manifest_parts)"
}
run_json_word() { if [[ -n $1 ]]; then run_json_string "$1"; else printf null; fi; }

run_manifest_images() {
  local service reference id separator=''
  while read -r service reference id; do
    [[ -n $id ]] || continue
    printf '%s{' "$separator"
    run_json_pairs service "$service" reference "$reference" id "$id" version "$(run_image_version "$id")"
    printf '}'
    separator=,
  done < <(run_backup_images)
}

run_manifest_parts() {
  local entry name role class engine separator=''
  for entry in "${BACKUP_PARTS[@]}"; do
    read -r name role class engine <<<"$entry"
    printf '%s{' "$separator"
    run_json_pairs name "$name" role "$role" class "$class" engine "$engine"
    printf '}'
    separator=,
  done
}
