import { X509Certificate } from "node:crypto";
import type { Docker, RunningHaproxy } from "rehearsal";
import type { RehearsedName, RehearsedService } from "./rehearsal.ts";
import { found, type Timeline } from "./timeline.ts";
import { askOverTls, servedCertificate } from "./tls-client.ts";
import { waitFor } from "./wait.ts";

/** What the steps of a started service look at. */
export interface ServiceSight {
  readonly name: RehearsedName;
  readonly service: RehearsedService;
  readonly docker: Docker;
  readonly haproxy: RunningHaproxy;
  readonly rootPem: string;
  readonly signal: AbortSignal | undefined;
}

/** A path of each service that says 200 when it is reached. */
const PATHS: Record<RehearsedName, string> = {
  relay: "/health",
  aggregator: "/.well-known/trust-base.json",
  faucet: "/.well-known/faucet.json",
};

/** The certificate on the service's volume. */
export async function ownCertificate(
  docker: Docker,
  { container, domain }: RehearsedService,
): Promise<X509Certificate> {
  return new X509Certificate(
    await docker.text("exec", container, "cat", `/etc/letsencrypt/live/${domain}/cert.pem`),
  );
}

/** Proves what a client and HAProxy see of a started service. */
export async function proveService(timeline: Timeline, sight: ServiceSight): Promise<void> {
  const { name, service, docker, rootPem } = sight;
  const certificate = await timeline.run(`${name}.certificate`, async () => {
    const value = await ownCertificate(docker, service);
    if (!value.checkHost(service.domain)) throw new Error(`it is for ${value.subjectAltName}`);
    const issuer = certificateName(value.issuer);
    requireSameIssuer(issuer, certificateName(new X509Certificate(rootPem).subject));
    return { evidence: `${issuer}, until ${value.validToDate.toISOString().slice(0, 10)}`, value };
  });
  await timeline.run(`${name}.registered`, async (say) => {
    say("the heartbeat registers");
    return found(await waitForRegistration(sight));
  });
  await timeline.run(`${name}.reachable`, async (say) => {
    say("HAProxy sees the port open");
    return found(await waitUntilReachable(sight, certificate.fingerprint256));
  });
}

async function waitForRegistration({ haproxy, service, signal }: ServiceSight): Promise<string> {
  return waitFor({
    what: `${service.domain} is registered for ${service.container} with both ports`,
    limitMs: 60_000,
    signal,
    ask: async () => {
      const { status, body } = await haproxy.api("GET", `/v1/backends/${service.domain}`);
      const entry = body as Record<string, unknown>;
      const ports = entry.http_port === 80 && entry.https_port === 443;
      if (status === 200 && entry.container === service.container && ports)
        return `${service.container} 80 443`;
      throw new Error(`${status} ${JSON.stringify(body)}`);
    },
  });
}

async function waitUntilReachable(sight: ServiceSight, fingerprint: string): Promise<string> {
  const { name, service, haproxy, rootPem, signal } = sight;
  const port = haproxy.published.https;
  return waitFor({
    what: `https://${service.domain}${PATHS[name]} answers 200 with the certificate of ${service.container}`,
    limitMs: 60_000,
    signal,
    ask: async () => {
      const { fingerprint256 } = await servedCertificate(service.domain, port);
      if (fingerprint256 !== fingerprint) throw new Error(`another certificate is served: ${fingerprint256}`);
      const { status, text } = await askOverTls({ domain: service.domain, port, ca: rootPem }, PATHS[name]);
      if (status !== 200) throw new Error(`${status} ${text.slice(0, 200)}`);
      return `200 from ${PATHS[name]}, SHA-256 ${fingerprint.slice(0, 17)}…`;
    },
  });
}

/** The common name of a distinguished name. */
function certificateName(name: string): string {
  return /CN=(.*)/.exec(name)?.[1] ?? name;
}

/** Pebble numbers its authorities: "Pebble Root CA 0a1b2c", "Pebble Intermediate CA 3d4e5f". */
function requireSameIssuer(issuer: string, root: string): void {
  const kind = (name: string) => name.split(" ", 1)[0];
  if (kind(issuer) !== kind(root)) throw new Error(`it comes from ${issuer}, not from ${root}`);
}
