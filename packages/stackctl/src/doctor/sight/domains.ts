import type { HostContainer } from "./containers.ts";
import type { Sight } from "./sight.ts";

/** Domains that the reader named, and those that the containers serve. */
export function domainsOf({ named }: Pick<Sight, "named">, ours: readonly HostContainer[]): string[] {
  return [...new Set([...named, ...ours.flatMap(servedDomains)])];
}

/** The domain of a container and its aliases. */
export function servedDomains({ settings }: HostContainer): string[] {
  return [settings.SSL_DOMAIN ?? "", ...(settings.SSL_DOMAIN_ALIASES ?? "").split(",")]
    .map((domain) => domain.trim().toLowerCase())
    .filter(Boolean);
}

/** Running containers with the service runtime and a domain. */
export function tlsServices(ours: readonly HostContainer[]): HostContainer[] {
  return ours.filter(
    ({ hasRuntime, status, settings }) => hasRuntime && status === "running" && settings.SSL_DOMAIN,
  );
}
