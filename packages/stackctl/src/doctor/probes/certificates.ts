import { type Finding, notApplicable, ok, problem, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import { tlsServices } from "../sight/domains.ts";
import type { ServiceReport } from "../sight/service-report.ts";

export interface CertificateFacts {
  container: string;
  domain: string;
  certificate: ServiceReport["domains"][number]["certificate"];
}

/** certbot renews in the last third of 90 days. */
const RENEWED_BY = 25;

/** Each domain has a certificate of a real authority that lasts and is the one on the wire. */
export function judgeCertificates(all: readonly CertificateFacts[]): Finding[] {
  if (all.length === 0)
    return [notApplicable("No container serves a domain.", "no certificate is looked at")];
  return all.flatMap(judgeCertificate);
}

function judgeCertificate({ container, domain, certificate }: CertificateFacts): Finding[] {
  const logs = `Look at \`docker logs ${container}\` and the findings about DNS and port 80.`;
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
  if (daysLeft < 7) {
    const what = `The certificate of ${domain} ends soon and was not renewed.`;
    findings.push(problem("CERTIFICATE_ENDS", what, evidence, logs));
  } else if (daysLeft < RENEWED_BY)
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
    const reports = await Promise.all(
      services.map(async ({ name }) => ({ name, report: await sight.report(name) })),
    );
    const silent = reports.filter(({ report }) => !report).map(({ name }) => name);
    if (silent.length > 0) throw new Error(`${silent.join(", ")} did not say in time`);
    return reports.flatMap(({ name, report }) =>
      (report?.domains ?? []).map(({ domain, certificate }) => ({ container: name, domain, certificate })),
    );
  },
  judge: judgeCertificates,
});
