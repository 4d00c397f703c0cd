import type { Service } from "./service.ts";
import type { Consumed, Provided } from "./stack.ts";

/** Consumed endpoints with who provides them in the same file. */
export type Resolved = ReadonlyMap<string, { consumed: Consumed; provided: Provided }>;

/** A copy of `service` in which every resolved `{ consumes }` is the address of the provider. */
export function replaceConsumed(service: Service, resolved: Resolved): Service {
  return JSON.parse(JSON.stringify(service), (_key, value) => {
    const found = isConsumed(value) ? resolved.get(value.consumes) : undefined;
    if (!found) return value;
    const { provided } = found;
    const path = `${provided.path ?? ""}${value.path ?? ""}`;
    return { endpoint: `${provided.service}/${provided.endpoint}`, ...(path ? { path } : {}) };
  });
}

/** `replaced` with a dependency on the provider of everything that `original` consumes. */
export function addDependencies(replaced: Service, original: Service, resolved: Resolved): Service {
  const dependsOn = { ...replaced.dependsOn };
  for (const key of consumedBy(original)) {
    const found = resolved.get(key);
    if (!found || found.provided.service === original.name) continue;
    dependsOn[found.provided.service] ??= found.consumed.waitFor;
  }
  return { ...replaced, dependsOn };
}

function consumedBy(service: Service): string[] {
  const keys = new Set<string>();
  JSON.stringify(service, (_key, value) => {
    if (isConsumed(value)) keys.add(value.consumes);
    return value;
  });
  return [...keys];
}

function isConsumed(value: unknown): value is { consumes: string; path?: string } {
  return (
    typeof value === "object" && value !== null && "consumes" in value && typeof value.consumes === "string"
  );
}
