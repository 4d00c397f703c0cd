import { type Finding, notApplicable, ok, problem, unknown } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import { domainsOf } from "../sight/domains.ts";
import { isPublicAddress, type NameResolver } from "../sight/names.ts";

export interface DomainRecords {
  domain: string;
  /** undefined when no name server answered. */
  a: readonly string[] | undefined;
  aaaa: readonly string[] | undefined;
  caa: Awaited<ReturnType<NameResolver["caa"]>>;
}

export interface NamesFacts {
  domains: readonly DomainRecords[];
  /** Addresses of this host. */
  addresses: readonly string[];
  /** Domain of the certificate authority, as CAA records name it. */
  authority: string;
}

/** The records of each domain lead here, and let the authority issue. */
export function judgeNames({ domains, addresses, authority }: NamesFacts): Finding[] {
  if (domains.length === 0)
    return [
      notApplicable("No domain is known.", "none was named with --domain, and no container serves one"),
    ];
  return domains.flatMap(({ domain, a, aaaa, caa }) => [
    judgeA(domain, a, addresses),
    ...judgeAaaa(domain, aaaa, addresses),
    ...judgeCaa(domain, caa, authority),
  ]);
}

function judgeA(domain: string, found: DomainRecords["a"], addresses: readonly string[]): Finding {
  if (found === undefined) return silent("DNS_A", `${domain} A`);
  const list = found.join(", ");
  if (found.length === 0) {
    const next = `Make an A record for ${domain} with the public address of this host.`;
    return problem("DNS_NO_ADDRESS", `${domain} has no address.`, "no A record", next);
  }
  const elsewhere = found.filter((address) => !addresses.includes(address));
  if (elsewhere.length === 0) return ok("DNS_A", `${domain} leads to this host.`, list);
  const own = addresses.filter((address) => isPublicAddress(address) && !address.includes(":"));
  if (own.length === 0) {
    const next =
      "Compare it with the address that the provider shows; HOST_ADDRESSES=ADDRESS says it to the doctor.";
    const what = `Whether ${domain} leads to this host is not known: it has private addresses only.`;
    return unknown("DNS_A", what, `${domain} is ${list}`, next);
  }
  const next = `Point the A record of ${domain} to ${own[0]}.`;
  return problem(
    "DNS_ELSEWHERE",
    `${domain} leads to another host.`,
    `${list}; this host is ${own.join(", ")}`,
    next,
  );
}

/** The authority asks an AAAA record first: one that leads elsewhere fails every certificate. */
function judgeAaaa(domain: string, found: DomainRecords["aaaa"], addresses: readonly string[]): Finding[] {
  if (found === undefined) return [silent("DNS_AAAA", `${domain} AAAA`)];
  const elsewhere = found.filter((address) => !addresses.includes(address));
  if (elsewhere.length === 0)
    return [
      ok(
        "DNS_AAAA",
        `${domain} has no IPv6 address that leads elsewhere.`,
        found.join(", ") || "no AAAA record",
      ),
    ];
  const next = "Remove the AAAA record or correct it: certificate authorities try IPv6 first.";
  return [problem("DNS_IPV6_ELSEWHERE", `${domain} leads elsewhere by IPv6.`, elsewhere.join(", "), next)];
}

function judgeCaa(domain: string, caa: DomainRecords["caa"], authority: string): Finding[] {
  if (caa === undefined) return [silent("DNS_CAA", `${domain} CAA`)];
  if (caa === null) return [ok("DNS_CAA", `Every authority may issue for ${domain}.`, "no CAA record")];
  const evidence = `${caa.at}: ${caa.issue.map((issue) => `issue "${issue}"`).join(", ")}`;
  const allowed = caa.issue.some((issue) => issue.split(";", 1)[0]?.trim().toLowerCase() === authority);
  if (allowed) return [ok("DNS_CAA", `${authority} may issue for ${domain}.`, evidence)];
  const next = `Add a CAA record at ${caa.at}: 0 issue "${authority}".`;
  return [problem("DNS_CAA_FORBIDS", `${authority} may not issue for ${domain}.`, evidence, next)];
}

function silent(code: string, records: string): Finding {
  const next = "Look at the name servers of this host (`resolvectl status`), or ask from another one.";
  const evidence = "no name server answers, or it refuses";
  return unknown(code, `The records of ${records} are not known.`, evidence, next);
}

export const namesProbe = defineProbe<NamesFacts>({
  name: "names",
  title: "DNS",
  async gather(sight) {
    const ours = (await sight.engine()).reachable ? await sight.ours() : [];
    const { names, addresses, env } = sight;
    const domains = await Promise.all(
      domainsOf(sight, ours).map(async (domain) => {
        const [a, aaaa, caa] = await Promise.all([names.a(domain), names.aaaa(domain), names.caa(domain)]);
        return { domain, a, aaaa, caa };
      }),
    );
    return { domains, addresses, authority: env.SSL_CA_DOMAIN || "letsencrypt.org" };
  },
  judge: judgeNames,
});
