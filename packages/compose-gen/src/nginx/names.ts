import { createHash } from "node:crypto";
import { type Syntax, syntax } from "./directive.ts";
import type { Door } from "./plan-door.ts";

/**
 * Name of a variable or named location of a service, apart from those of other services in one nginx. At most 46
 * characters: a longer one does not fit nginx's default `variables_hash_bucket_size` of 64.
 */
export function nameOf({ service }: Pick<Door, "service">, what: string): string {
  const own = /^[a-z0-9-]{1,24}$/.test(service) ? service : shortened(service);
  return `routes_${own.replaceAll("-", "_")}_${what}`;
}

/** `$name` of {@link nameOf}. */
export function variable(door: Pick<Door, "service">, what: string): Syntax {
  return syntax(`$${nameOf(door, what)}`);
}

function shortened(service: string): string {
  return `${service.slice(0, 15)}_${createHash("sha256").update(service).digest("hex").slice(0, 8)}`;
}
