# shellcheck shell=bash
# The base reuses any certificate that lasts, and certbot refuses to begin a lineage where a foreign folder lies. What
# cannot serve is set aside in the volume; a certificate comes back when its authority is wanted again.

aside_folder() { printf '%s\n' "$LETSENCRYPT/service-runtime/aside/$2/$1"; }

# set_aside DOMAIN LABEL
set_aside() {
  local folder
  folder=$(aside_folder "$1" "$2")
  [[ ! -e $folder ]] || folder+=.$(date +%s)
  mkdir -p -- "$folder"
  chmod 0700 "$LETSENCRYPT/service-runtime" "$LETSENCRYPT/service-runtime/aside"
  move_lineage "$1" "$LETSENCRYPT" "$folder"
  log "certificate of $1 ($2) set aside in $folder"
}

# bring_back DOMAIN: the certificate of the wanted authority, if one was set aside.
bring_back() {
  local folder
  folder=$(aside_folder "$1" "$ENVIRONMENT")
  [[ -d $folder && ! -e $LETSENCRYPT/live/$1 ]] || return 0
  move_lineage "$1" "$folder" "$LETSENCRYPT"
  rmdir -- "$folder"/{live,archive,renewal} "$folder" 2>/dev/null || true
  log "certificate of $1 ($ENVIRONMENT) brought back"
}

# move_lineage DOMAIN FROM TO: the links in live/ stay right, as they are relative.
move_lineage() {
  local path
  for path in "renewal/$1.conf" "archive/$1" "live/$1"; do
    [[ -e $2/$path || -L $2/$path ]] || continue
    mkdir -p -- "$3/${path%/*}"
    mv -T -- "$2/$path" "$3/$path"
  done
}

# settle_lineages: afterwards live/ holds only what serves, or what certbot can renew.
settle_lineages() {
  local domain problem
  for domain in "${DOMAINS[@]}"; do
    problem=$(certificate_problem "$domain")
    case $problem in
      damaged | mismatch | name) set_aside "$domain" "$problem.$(date +%s)" ;;
      environment) set_aside "$domain" "$(certificate_environment "$domain")" ;;
      expired) settle_expired "$domain" ;;
      missing) [[ ! -e $LETSENCRYPT/live/$domain ]] || set_aside "$domain" "$problem.$(date +%s)" ;;
    esac
    bring_back "$domain"
  done
}

# An expired one of the wanted authority is renewed in its place.
settle_expired() {
  local environment
  environment=$(certificate_environment "$1")
  [[ $environment == "$ENVIRONMENT" ]] || set_aside "$1" "$environment"
}
