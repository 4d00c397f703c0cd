/** What a rehearsal may ask of its ACME server. */
export interface PebbleSettings {
  /** Lifetime of the certificates it issues, in seconds; default 90 days. */
  readonly certificateSeconds?: number;
  /** Domains that it refuses with `rejectedIdentifier`. */
  readonly refusedDomains?: readonly string[];
}

/** Pebble's configuration file: HTTP-01 on port 80, both doors on fixed ports, short polling. */
export function pebbleConfiguration({
  certificateSeconds = 90 * 86_400,
  refusedDomains = [],
}: PebbleSettings) {
  return {
    pebble: {
      listenAddress: "0.0.0.0:14000",
      managementListenAddress: "0.0.0.0:15000",
      certificate: "server.pem",
      privateKey: "server.key",
      httpPort: 80,
      tlsPort: 443,
      ocspResponderURL: "",
      externalAccountBindingRequired: false,
      domainBlocklist: refusedDomains,
      retryAfter: { authz: 1, order: 1 },
      certificateValidityPeriod: certificateSeconds,
    },
  };
}
