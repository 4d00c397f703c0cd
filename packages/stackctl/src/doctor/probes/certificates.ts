import { X509Certificate } from "node:crypto";
import { type Finding, notApplicable, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import { servedDomains, tlsServices } from "../sight/domains.ts";
import type { KeptCertificate } from "../sight/inside.ts";
import type { ServiceReport } from "../sight/service-report.ts";

export interface CertificateFacts {
  container: string;
  domain: string;
  /** null where there is none, undefined when the container did not say. */
  certificate: ServiceReport["domains"][number]["certificate"] | undefined;
  /** For how long it was issued, days. */
  lifetime: number;
}

/** Of Let's Encrypt, where the certificate itself could not be read, days. */
const USUAL_LIFETIME = 90;
/** certbot renews in the last third; parts of the lifetime that are left when somebody has to know, and to act. */
const LATE = 0.28;
const URGENT = 0.08;
const DAY = 86_400_000;

/** Each domain has a certificate of a real authority that lasts and is the one on the wire. */
export function judgeCertificates(all: readonly CertificateFacts[]): Finding[] {
  if (all.length === 0)
    return [notApplicable("No container serves a domain.", "no certificate is looked at")];
  return all.flatMap(judgeCertificate);
}

function judgeCertificate({ container, domain, certificate, lifetime }: CertificateFacts): Finding[] {
  const logs = `Look at \`docker logs ${container}\` and the findings about DNS and port 80.`;
  if (certificate === undefined) {
    const what = `The certificate of ${domain} is not known.`;
    return [unknown("CERTIFICATE", what, `${container} did not say in time`, `Run it again. ${logs}`)];
  }
  if (!certificate) return [problem("CERTIFICATE_MISSING", `${domain} has no certificate.`, container, logs)];
  const { daysLeft, issuer, environment, notAfter, serial, servedSerial } = certificate;
  const evidence = `${daysLeft} days left, until ${notAfter.slice(0, 10)}, ${environment}, ${issuer}`;
  if (daysLeft < 0)
    return [problem("CERTIFICATE_EXPIRED", `The certificate of ${domain} has expired.`, evidence, logs)];
  const findings: Finding[] = [];
  if (servedSerial !== serial) {
    const what = `${domain} shows another certificate than the one on its volume.`;
    const seen = servedSerial ? `serial ${servedSerial} instead of ${serial}` : "port 443 shows none";
    findings.push(
      problem("CERTIFICATE_NOT_SERVED", what, seen, `${logs} Restart the container if it stays.`),
    );
  }
  if (environment === "staging" || environment === "test") {
    const next = "Start the service again without --ssl-staging and --ssl-test-mode when the trial is over.";
    const what = `The certificate of ${domain} is for trials: clients refuse it.`;
    findings.push(warning("CERTIFICATE_FOR_TRIALS", what, evidence, next));
  }
  if (daysLeft < lifetime * URGENT) {
    const what = `The certificate of ${domain} ends soon and was not renewed.`;
    findings.push(problem("CERTIFICATE_ENDS", what, evidence, logs));
  } else if (daysLeft < lifetime * LATE)
    findings.push(
      warning("CERTIFICATE_ENDS", `The certificate of ${domain} should be renewed by now.`, evidence, logs),
    );
  return findings.length > 0
    ? findings
    : [ok("CERTIFICATE", `${domain} has a certificate and serves it.`, evidence)];
}

export const certificatesProbe = defineProbe<CertificateFacts[]>({
  name: "certificates",
  title: "Certificates",
  needsEngine: true,
  async gather(sight) {
    const services = tlsServices(await sight.ours());
    const looks = await Promise.all(
      services.map(async (service) => {
        const [report, inside] = await Promise.all([sight.report(service.name), sight.inside(service.name)]);
        return { service, report, kept: inside?.certificates ?? [] };
      }),
    );
    return looks.flatMap(({ service, report, kept }) =>
      servedDomains(service).map((domain) => {
        const certificate =
          report && (report.domains.find((one) => one.domain === domain)?.certificate ?? null);
        const lifetime = lifetimeOf(certificate?.serial, kept);
        return { container: service.name, domain, certificate, lifetime };
      }),
    );
  },
  judge: judgeCertificates,
});

/** Of the kept certificate with this serial number, 0x-less hex in any case. */
function lifetimeOf(serial: string | undefined, kept: readonly KeptCertificate[]): number {
  const plain = (text: string) => text.toUpperCase().replace(/^0+/, "");
  for (const { pem } of serial === undefined ? [] : kept) {
    const { serialNumber, validFromDate, validToDate } = new X509Certificate(pem);
    if (plain(serialNumber) === plain(serial ?? ""))
      return (validToDate.getTime() - validFromDate.getTime()) / DAY;
  }
  return USUAL_LIFETIME;
}
