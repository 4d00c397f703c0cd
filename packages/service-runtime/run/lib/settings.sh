# shellcheck shell=bash
# Settings with their defaults. All may be set in the environment, or by the service script before this is sourced.

: "${CONTAINER_NAME:=}" "${IMAGE_NAME:=}" "${IMAGE_HINT:=}" "${APP_TITLE:=}"
: "${SSL_DOMAIN:=}" "${SSL_DOMAIN_ALIASES:=}" "${SSL_ADMIN_EMAIL:=}" "${SSL_NO_EMAIL:=}" "${SSL_REQUIRED:=true}"
: "${SSL_STAGING:=}" "${SSL_TEST_MODE:=}" "${SSL_HTTPS_PORT:=443}" "${SSL_CERT_RENEW_DAYS:=}" "${SSL_SKIP_VERIFY:=}"
: "${APP_HTTP_PORT:=0}" "${EXTRA_PORTS:=}" "${SSL_CHECK_PORT:=}"
: "${HAPROXY_HOST:=haproxy}" "${HAPROXY_API_PORT:=8404}" "${HAPROXY_NET:=haproxy-net}" "${HAPROXY_TAKEOVER:=}"
: "${HAPROXY_API_KEY:=}" "${HAPROXY_API_KEY_FILE:=}" "${USE_HAPROXY:=true}"
: "${APP_NET:=}" "${DATA_VOLUME:=}" "${DATA_TARGET:=/data}" "${DATA_CLASS:=state}" "${DATA_ENGINE:=files}"
: "${LETSENCRYPT_VOLUME:=}" "${HEALTH_TIMEOUT:=420}" "${HEALTH_PORT:=80}" "${REGISTRATION_TIMEOUT:=60}"
# Without TLS: the port inside the container, and the one on 127.0.0.1 of the host (0: any free one).
: "${SERVICE_PORT:=}" "${LOCAL_PORT:=}"
# For https://<domain>: a path that answers below 500; and the authority's name in CAA records.
: "${HTTPS_CHECK_PATH:=/}" "${SSL_CA_DOMAIN:=letsencrypt.org}"
# Addresses under which the Internet sees this host, comma separated; without it those of its interfaces.
: "${HOST_ADDRESSES:=}"
: "${DISK_FREE_FAIL_MIB:=512}" "${DISK_FREE_WARN_MIB:=2048}"

RUN_ACTION=start
RUN_MODE=''
RUN_NO_SSL=''
RUN_SCRATCH=''
# Set while a start is unfinished; RUN_UNDO is what then happens when the script ends.
RUN_DEPLOYING=''
RUN_UNDO=run_go_back
# What else happens then, with the exit code.
RUN_AT_END=''
RUN_INTERRUPTED=''
RUN_WOKEN=''
