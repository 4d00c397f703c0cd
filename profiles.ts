import type { ProfileInput } from "@unicity-sphere/compose-gen";

/** This machine: ports on loopback, no TLS. */
export const local: ProfileInput = { name: "local", description: "This machine: loopback ports, no TLS" };

/**
 * A host that runs the ssl-manager HAProxy: every service behind it gets its own certificate with certbot, registers
 * its domain at HAProxy, and answers TLS itself (SNI passthrough). The ssl-manager base image needs root for port 80
 * and certbot; the services drop it.
 */
export const host: ProfileInput = {
  name: "host",
  description: "A host with HAProxy: TLS with Let's Encrypt, no published port",
  directory: "host",
  fixedNames: true,
  addresses: { loopback: null, private: null, public: null },
  parameters: { RELAY_NAME: "Unicity relay", RELAY_DESCRIPTION: "Nostr relay" },
  edge: {
    description: "Network of HAProxy: docker network create haproxy-net",
    network: { variable: "HAPROXY_NET" },
    domain: {
      variable: "SSL_DOMAIN",
      message: "domain of the service; its A record points to this host",
      example: "{service}-dev.example.org",
    },
    parameters: {
      SSL_ADMIN_EMAIL: {
        description: "Where the certificate authority writes to",
        required: "e-mail address for the account at the certificate authority",
        example: "ops@example.org",
      },
      SSL_STAGING: {
        description: "true: certificates of the authority's test service, which no client trusts",
        default: "false",
      },
      HAPROXY_NET: { description: "Network on which HAProxy reaches the services", default: "haproxy-net" },
      HAPROXY_HOST: { description: "Name of HAProxy in that network", default: "haproxy" },
      HAPROXY_API_PORT: {
        description:
          "Port of HAProxy's registration API (POST /v1/backends), where services register their domain",
        default: "8404",
      },
    },
    overlay: {
      environment: {
        SSL_ADMIN_EMAIL: { variable: "SSL_ADMIN_EMAIL" },
        SSL_STAGING: { variable: "SSL_STAGING" },
        SSL_HTTPS_PORT: "443",
        HAPROXY_HOST: { variable: "HAPROXY_HOST" },
        HAPROXY_API_PORT: { variable: "HAPROXY_API_PORT" },
      },
      volumes: {
        letsencrypt: {
          class: "certs",
          target: "/etc/letsencrypt",
          description:
            "Certificate and account; one volume per service, so that no service reads another's key",
        },
      },
      tmpfs: [
        { path: "/run", size: "4m" },
        { path: "/tmp", size: "16m" },
        { path: "/var/lib/letsencrypt", size: "16m", mode: "0700" },
        { path: "/var/log", size: "16m", mode: "0755" },
        { path: "/var/www/acme-challenge", size: "1m", mode: "0755" },
      ],
      user: "0:0",
      capAdd: [
        { capability: "NET_BIND_SERVICE", reason: "Ports 80 (ACME) and 443 (TLS) inside the container" },
        { capability: "CHOWN", reason: "Hands certificate copies to the user of the service" },
        { capability: "SETGID", reason: "Drops root's group before the service starts" },
        { capability: "SETUID", reason: "Drops root before the service starts" },
        { capability: "KILL", reason: "Stops services that run as another user" },
      ],
      stopGracePeriod: 45_000,
      waivers: [
        {
          rule: "user.non-root",
          reason: "certbot and port 80 of the ssl-manager base need root; the service itself drops it",
        },
      ],
    },
  },
};
