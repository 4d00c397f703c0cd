import { type Finding, notApplicable, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import { domainsOf, servedDomains } from "../sight/domains.ts";
import type { WebAnswer } from "../sight/web.ts";

export interface ReachFacts {
  domain: string;
  /** Answer of `http://DOMAIN/_ssl/health`, which the base image serves on port 80. */
  answer: WebAnswer;
  /** A container of this host serves the domain. */
  served: boolean;
  /** End of the certificate in that container, ISO 8601. */
  notAfter: string | undefined;
}

/** `http://DOMAIN` comes to the service of this host, as the authority's question has to. */
export function judgeReach(domains: readonly ReachFacts[]): Finding[] {
  if (domains.length === 0)
    return [notApplicable("No domain is known.", "nothing has to be reached from outside")];
  return domains.map(judgeDomain);
}

function judgeDomain({ domain, answer, served, notAfter }: ReachFacts): Finding {
  const url = `http://${domain}`;
  const open = "Open port 80 in the firewall, point DNS to this host, and see that HAProxy runs.";
  if (!answer.reached) {
    if (["ENOTFOUND", "EAI_AGAIN"].includes(answer.why))
      return unknown(
        "PORT_80",
        `Whether ${url} leads here is not known.`,
        `the name does not resolve: ${answer.why}`,
        open,
      );
    if (!served) return warning("PORT_80_SILENT", `Nothing answers at ${url} yet.`, answer.why, open);
    return problem("PORT_80_SILENT", `Nothing answers at ${url}.`, answer.why, open);
  }
  const seen = healthOf(answer.text);
  if (!served) {
    const next = "Start the service; then the doctor can tell whether it is this host that answers.";
    return unknown(
      "PORT_80",
      `${url} answers; whether it is this host is not known.`,
      `status ${answer.status}`,
      next,
    );
  }
  if (seen?.domain !== domain) {
    const what = `${url} leads to something else than the service of this host.`;
    return problem("PORT_80_ELSEWHERE", what, `status ${answer.status}, not its answer`, open);
  }
  if (notAfter !== undefined && seen.expires !== undefined && !sameTime(seen.expires, notAfter)) {
    const evidence = `its certificate ends ${seen.expires}, that of this host ${notAfter}`;
    return problem("PORT_80_ELSEWHERE", `${url} leads to the same service on another host.`, evidence, open);
  }
  const evidence = "asked from this host; a firewall before it shows from outside only";
  return ok("PORT_80", `${url} leads to the service of this host.`, evidence);
}

const sameTime = (left: string, right: string) => Math.abs(Date.parse(left) - Date.parse(right)) < 2_000;

function healthOf(text: string): { domain: string; expires: string | undefined } | undefined {
  try {
    const { domain, cert_expires } = JSON.parse(text) as { domain?: string; cert_expires?: string | null };
    return { domain: domain ?? "", expires: cert_expires ?? undefined };
  } catch {
    return undefined;
  }
}

export const port80Probe = defineProbe<ReachFacts[]>({
  name: "port-80",
  title: "Port 80 by name",
  async gather(sight) {
    const ours = (await sight.engine()).reachable ? await sight.ours() : [];
    return Promise.all(
      domainsOf(sight, ours).map(async (domain) => {
        const owner = ours.find((one) => one.status === "running" && servedDomains(one).includes(domain));
        const [answer, report] = await Promise.all([
          sight.web(`http://${domain}/_ssl/health`),
          owner?.hasRuntime ? sight.report(owner.name) : undefined,
        ]);
        // The base's own answer tells about its first domain only.
        const first = owner?.settings.SSL_DOMAIN?.toLowerCase() === domain;
        const entry = first ? report?.domains.find((one) => one.domain === domain) : undefined;
        return { domain, answer, served: owner !== undefined, notAfter: entry?.certificate?.notAfter };
      }),
    );
  },
  judge: judgeReach,
});
