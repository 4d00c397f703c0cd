import type { ConfigOptions } from "./options.ts";

/** `global`, `defaults` and the resolver of Docker's networks. */
export function renderGlobal({ adminSocket, timeoutTunnel }: ConfigOptions): string {
  return `global
    log stdout format raw local0
    maxconn 4096
    hard-stop-after 30s
    stats socket ${adminSocket} mode 660 level admin

defaults
    log global
    option dontlognull
    timeout connect 5s
    timeout client 30s
    timeout server 30s
${timeoutTunnel === undefined ? "" : `    timeout tunnel ${timeoutTunnel}\n`}    retries 3
    option redispatch

# Docker answers here on every network that a user created; a recreated container is found under its new address.
resolvers docker
    nameserver docker 127.0.0.11:53
    resolve_retries 3
    timeout resolve 1s
    timeout retry 1s
    hold valid 2s
    hold nx 2s
    hold obsolete 2s
`;
}
