import { Resolver } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { systemCode } from "../../errors.ts";

/** Records of a name, empty where it has none; undefined when no name server answered. */
export interface NameResolver {
  a(name: string): Promise<string[] | undefined>;
  aaaa(name: string): Promise<string[] | undefined>;
  /** `issue` values of the closest CAA records on the way up (RFC 8659, section 3); null where they restrict nothing. */
  caa(name: string): Promise<{ at: string; issue: string[] } | null | undefined>;
}

type Asks = Pick<Resolver, "resolve4" | "resolve6" | "resolveCaa">;

/** Asks the name servers of this host. */
export function systemResolver(resolver: Asks = new Resolver({ timeout: 1_500, tries: 1 })): NameResolver {
  const records = async <T>(ask: Promise<T[]>): Promise<T[] | undefined> => {
    try {
      return await ask;
    } catch (error) {
      return ["ENOTFOUND", "ENODATA"].includes(systemCode(error) ?? "") ? [] : undefined;
    }
  };
  return {
    a: (name) => records(resolver.resolve4(name)),
    aaaa: (name) => records(resolver.resolve6(name)),
    async caa(name) {
      for (let at = name; at.includes("."); at = at.slice(at.indexOf(".") + 1)) {
        const found = await records(resolver.resolveCaa(at));
        if (found === undefined) return undefined;
        const issue = found.flatMap((record) => (record.issue === undefined ? [] : [record.issue]));
        if (found.length > 0) return issue.length > 0 ? { at, issue } : null;
      }
      return null;
    },
  };
}

/** Addresses of this host; behind NAT `HOST_ADDRESSES` says the public ones, as for the run scripts. */
export function hostAddresses(env: NodeJS.ProcessEnv): string[] {
  const given = env.HOST_ADDRESSES?.split(",").map((address) => address.trim());
  if (given?.some(Boolean)) return given.filter(Boolean);
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:fe80|169\.254)/i.test(address))
    .map(({ address }) => address);
}

/** Not private (RFC 1918), loopback, link-local or a carrier's NAT (RFC 6598). */
export function isPublicAddress(address: string): boolean {
  if (address.includes(":")) return /^[23]/.test(address);
  const [first = 0, second = 0] = address.split(".").map(Number);
  if ([0, 10, 127].includes(first) || (first === 192 && second === 168)) return false;
  if (first === 169 && second === 254) return false;
  return (
    !(first === 172 && second >= 16 && second <= 31) && !(first === 100 && second >= 64 && second <= 127)
  );
}
