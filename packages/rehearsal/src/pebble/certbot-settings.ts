/** What certbot needs to know of an ACME server; see {@link certbotSettings}. */
export interface AcmeServer {
  /** ACME directory URL. */
  readonly directoryUrl: string;
  /** PEM of the CA that its HTTPS certificate comes from. */
  readonly caPem: string;
}

/** Files by absolute path in the container, and environment variables that make certbot read them. */
export interface CertbotSettings {
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the settings lie in a container, outside of every volume. */
export const ACME_FOLDER = "/etc/rehearsal-acme";

/**
 * Points the certbot of a container at an ACME server without a change to its scripts: certbot reads
 * `$XDG_CONFIG_HOME/letsencrypt/cli.ini` beside `/etc/letsencrypt/cli.ini`, and its HTTP client trusts
 * `REQUESTS_CA_BUNDLE`. Does not go together with `SSL_STAGING=true`, which certbot refuses beside another server.
 */
export function certbotSettings(server: AcmeServer, folder = ACME_FOLDER): CertbotSettings {
  return {
    files: {
      [`${folder}/letsencrypt/cli.ini`]: `server = ${server.directoryUrl}\n`,
      [`${folder}/ca.pem`]: server.caPem,
    },
    environment: { XDG_CONFIG_HOME: folder, REQUESTS_CA_BUNDLE: `${folder}/ca.pem` },
  };
}
