import { X509Certificate } from "node:crypto";
import { type Finding, notApplicable, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import { tlsServices } from "../sight/domains.ts";

/** A certificate that is kept on this host. */
export interface IssuedCertificate {
  /** Names in it, sorted. */
  names: readonly string[];
  /** ISO 8601. */
  issuedAt: string;
  /** URL of the authority's directory; empty when the record is lost. */
  authority: string;
}

export interface BudgetFacts {
  certificates: readonly IssuedCertificate[];
  /** Containers that could not be looked into. */
  unseen: readonly string[];
  now: Date;
}

/** https://letsencrypt.org/docs/rate-limits/: new certificates per exact set of names, and per registered domain, in 7 days. */
const SAME_NAMES = 5;
const PER_DOMAIN = 50;
const WEEK = 7 * 86_400_000;
const BLIND =
  "on volumes of this host only: what other hosts, deleted volumes and failed attempts took is not known";

/** How much of Let's Encrypt's limits this host has used. */
export function judgeBudget({ certificates, unseen, now }: BudgetFacts): Finding[] {
  if (unseen.length > 0) {
    const next = "Run it again; or count at https://crt.sh.";
    return [
      unknown(
        "BUDGET",
        "What is left of the limits is not known.",
        `no answer from ${unseen.join(", ")}`,
        next,
      ),
    ];
  }
  const real = certificates.filter(({ authority }) =>
    /^https:\/\/acme-v\d+\.api\.letsencrypt\.org\//.test(authority),
  );
  if (real.length === 0)
    return [
      notApplicable(
        "No certificate of Let's Encrypt is kept here.",
        `${certificates.length} of other authorities`,
      ),
    ];
  const recent = real.filter(({ issuedAt }) => now.getTime() - Date.parse(issuedAt) < WEEK);
  const findings = [
    ...judgeGroups(recent, ({ names }) => names.join(", "), SAME_NAMES),
    ...judgeGroups(recent, ({ names }) => registeredDomain(names[0] ?? ""), PER_DOMAIN),
  ];
  if (findings.length > 0) return findings;
  return [
    ok("BUDGET", "The limits of Let's Encrypt are far.", `${recent.length} certificates in 7 days, ${BLIND}`),
  ];
}

function judgeGroups(
  recent: readonly IssuedCertificate[],
  keyOf: (certificate: IssuedCertificate) => string,
  limit: number,
): Finding[] {
  return [...Map.groupBy(recent, keyOf)].flatMap(([key, list]) => {
    const evidence = `${list.length} of ${limit} in 7 days, ${BLIND}`;
    const next = "Keep the volume of /etc/letsencrypt over restarts; try things with --ssl-staging.";
    if (list.length >= limit) {
      const until = Math.min(...list.map(({ issuedAt }) => Date.parse(issuedAt))) + WEEK;
      const when = new Date(until).toISOString().slice(0, 16);
      const what = `Let's Encrypt gives no more certificates for ${key} now.`;
      return [problem("BUDGET_SPENT", what, evidence, `Wait until ${when}Z at most. ${next}`)];
    }
    if (list.length * 2 > limit)
      return [warning("BUDGET_LOW", `Few certificates are left for ${key} this week.`, evidence, next)];
    return [];
  });
}

/** The last two labels: right for most names, too short for those such as `example.co.uk`. */
function registeredDomain(name: string): string {
  return name.split(".").slice(-2).join(".");
}

export const budgetProbe = defineProbe<BudgetFacts>({
  name: "budget",
  title: "Let's Encrypt budget",
  needsEngine: true,
  async gather(sight) {
    const services = tlsServices(await sight.ours());
    const seen = await Promise.all(
      services.map(async ({ name }) => ({ name, inside: await sight.inside(name) })),
    );
    const certificates = seen.flatMap(({ inside }) =>
      (inside?.certificates ?? []).map(({ lineage, pem }) => issued(pem, inside?.authorities[lineage] ?? "")),
    );
    return {
      certificates,
      unseen: seen.filter(({ inside }) => !inside).map(({ name }) => name),
      now: sight.now(),
    };
  },
  judge: judgeBudget,
});

function issued(pem: string, authority: string): IssuedCertificate {
  const certificate = new X509Certificate(pem);
  const names = (certificate.subjectAltName ?? "").split(", ").map((name) => name.replace(/^DNS:/, ""));
  return { names: names.sort(), issuedAt: certificate.validFromDate.toISOString(), authority };
}
