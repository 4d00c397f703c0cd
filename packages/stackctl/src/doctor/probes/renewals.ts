import { type Finding, notApplicable, ok, problem, unknown } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import { tlsServices } from "../sight/domains.ts";
import type { ServiceReport } from "../sight/service-report.ts";

export interface RenewalFacts {
  container: string;
  /** undefined when the container does not say. */
  processes: ServiceReport["processes"] | undefined;
  mode: string;
}

/** Process of the service runtime → what it does for a renewed certificate. */
const NEEDED: Readonly<Record<string, string>> = {
  renewal: "asks certbot to renew",
  watcher: "puts renewed certificates to use",
  "port-80": "answers the authority",
};

/** What renews certificates, and what puts them to use, is at work. */
export function judgeRenewals(all: readonly RenewalFacts[]): Finding[] {
  if (all.length === 0) return [notApplicable("No container serves a domain.", "nothing to renew")];
  return all.flatMap(({ container, processes, mode }) => {
    const restart = `Restart it: \`docker restart ${container}\`.`;
    if (!processes) {
      const next = "Run it again when the host has less to do, or with --timeout 30.";
      const what = `Whether ${container} renews is not known.`;
      return [unknown("RENEWALS", what, "it did not say in time", next)];
    }
    if (mode !== "tls") return [notApplicable(`${container} has no certificate yet.`, `mode ${mode}`)];
    const down = Object.keys(NEEDED).filter((name) => !processes[name]?.up);
    if (down.length === 0) {
      const hours = Math.floor((processes.renewal?.seconds ?? 0) / 3600);
      return [ok("RENEWALS", `${container} renews its certificates.`, `loop up for ${hours} h`)];
    }
    return down.map((name) => {
      const what = `${container} does not renew: what ${NEEDED[name]} is down.`;
      return problem("RENEWALS_STOPPED", what, `process ${name} is not up`, restart);
    });
  });
}

export const renewalsProbe = defineProbe<RenewalFacts[]>({
  name: "renewals",
  title: "Renewals",
  needsEngine: true,
  gather: async (sight) =>
    Promise.all(
      tlsServices(await sight.ours()).map(async ({ name }) => {
        const report = await sight.report(name);
        return { container: name, processes: report?.processes, mode: report?.mode ?? "" };
      }),
    ),
  judge: judgeRenewals,
});
