/**
 * Debian trixie, slim, of 2026-09-18: the base of the published image, on all its platforms. The digest is that of the
 * index as public Dockerfiles name it; a registry can only answer it with that content.
 */
export const DEVNET_BASE_IMAGE =
  "docker.io/library/debian:trixie-20260918-slim@sha256:a99cfc517144bc59b1978475ec53b46ecabec7e43635402ee5b77cc54cd1b20a";
