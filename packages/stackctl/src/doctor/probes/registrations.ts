import { type Finding, notApplicable, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { HostContainer } from "../sight/containers.ts";
import { servedDomains, tlsServices } from "../sight/domains.ts";
import type { InsideSight, RegistrationEntry } from "../sight/inside.ts";

export interface RegistrationFacts {
  /** Container that asked, and what the API told it. */
  asked: readonly {
    container: string;
    haproxy: string;
    domains: readonly string[];
    api: InsideSight["api"];
  }[];
  /** All containers of this engine. */
  containers: readonly Pick<HostContainer, "id" | "name" | "hostname" | "aliases" | "status">[];
}

/** HAProxy sends each domain to a container that is there. */
export function judgeRegistrations({ asked, containers }: RegistrationFacts): Finding[] {
  if (asked.length === 0) return [notApplicable("No service is behind HAProxy.", "no container names one")];
  const own = asked.flatMap((one) => judgeOwn(one));
  const entries = new Map<string, { entry: RegistrationEntry; haproxy: string }>();
  for (const { api, haproxy } of asked)
    for (const entry of api?.entries ?? []) entries.set(`${haproxy} ${entry.domain}`, { entry, haproxy });
  const stale = [...entries.values()].flatMap(({ entry, haproxy }) => judgeEntry(entry, haproxy, containers));
  return [...own, ...stale];
}

function judgeOwn({ container, haproxy, domains, api }: RegistrationFacts["asked"][number]): Finding[] {
  const start = "See that HAProxy runs and shares a network with the service.";
  if (!api)
    return [
      unknown(
        "REGISTRATION",
        `Registrations of ${container} are not known.`,
        "it did not say in time",
        start,
      ),
    ];
  if (api.status === 401) {
    const next = "Give it the right key: --haproxy-api-key-file FILE, mode 0600.";
    return [problem("API_KEY_REFUSED", `${haproxy} refuses the key of ${container}.`, "status 401", next)];
  }
  if (api.status !== 200) {
    const evidence = api.status === 0 ? "no answer" : `status ${api.status}`;
    return [
      problem(
        "API_SILENT",
        `The registration API of ${haproxy} does not answer ${container}.`,
        evidence,
        start,
      ),
    ];
  }
  return domains.map((domain) => {
    const entry = api.entries.find((one) => one.domain.toLowerCase() === domain);
    const again = `The service registers by itself; if it does not: \`docker restart ${container}\`.`;
    if (!entry)
      return problem(
        "REGISTRATION_MISSING",
        `HAProxy does not know ${domain}.`,
        `no entry at ${haproxy}`,
        again,
      );
    if (entry.container !== container) {
      const what = `${domain} leads to another container than ${container}.`;
      return problem(
        "REGISTRATION_FOREIGN",
        what,
        `entry for ${entry.container}`,
        `Stop the other one. ${again}`,
      );
    }
    return ok("REGISTRATION", `${domain} is registered.`, `${entry.container} at ${haproxy}`);
  });
}

/** Only where HAProxy is on this engine: another one may know containers of its own. */
function judgeEntry(
  { domain, container }: RegistrationEntry,
  haproxy: string,
  containers: RegistrationFacts["containers"],
): Finding[] {
  if (!containers.some((one) => one.name === haproxy || one.aliases.includes(haproxy))) return [];
  const owner = containers.find(
    ({ id, name, hostname, aliases }) =>
      name === container || hostname === container || aliases.includes(container) || id.startsWith(container),
  );
  const evidence = `${domain} → ${container}`;
  const next = `Start it; or remove the entry: DELETE /v1/backends/${domain} at the registration API of ${haproxy}.`;
  if (!owner)
    return [
      warning("REGISTRATION_STALE", `HAProxy sends ${domain} to a container that is gone.`, evidence, next),
    ];
  if (owner.status !== "running")
    return [
      warning(
        "REGISTRATION_STALE",
        `HAProxy sends ${domain} to a container that does not run.`,
        evidence,
        next,
      ),
    ];
  return [];
}

export const registrationsProbe = defineProbe<RegistrationFacts>({
  name: "registrations",
  title: "Registrations",
  needsEngine: true,
  async gather(sight) {
    const behind = tlsServices(await sight.ours()).filter(({ settings }) => settings.HAPROXY_HOST);
    const asked = await Promise.all(
      behind.map(async (container) => ({
        container: container.name,
        haproxy: container.settings.HAPROXY_HOST ?? "",
        domains: servedDomains(container),
        api: (await sight.inside(container.name))?.api,
      })),
    );
    return { asked, containers: await sight.containers() };
  },
  judge: judgeRegistrations,
});
