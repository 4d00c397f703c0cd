import { own } from "../own.ts";
import { mapValues } from "./map-values.ts";
import type { Service } from "./service.ts";
import type { Consumed, Provided } from "./stack.ts";

/** Consumed endpoints with who provides them in the same file. */
export type Resolved = ReadonlyMap<string, { consumed: Consumed; provided: Provided }>;

/**
 * A copy of `service` in which every resolved `{ consumes }` is the address of the provider, and which waits for
 * that provider unless it already says how.
 */
export function resolveConsumed(service: Service, resolved: Resolved): Service {
  const dependsOn = { ...service.dependsOn };
  const replaced = mapValues(service, (part) => {
    const found = typeof part === "object" && "consumes" in part ? resolved.get(part.consumes) : undefined;
    if (!found || typeof part === "string" || !("consumes" in part)) return part;
    const { provided, consumed } = found;
    if (provided.service !== service.name)
      dependsOn[provided.service] = own(dependsOn, provided.service) ?? consumed.waitFor;
    const path = `${provided.path ?? ""}${part.path ?? ""}`;
    return { endpoint: `${provided.service}/${provided.endpoint}`, ...(path ? { path } : {}) };
  });
  return { ...replaced, dependsOn };
}
