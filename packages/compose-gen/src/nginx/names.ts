import { createHash } from "node:crypto";
import type { Service } from "../model/service.ts";
import { type Syntax, syntax } from "./directive.ts";

/**
 * Name of a variable or named location of a service, apart from those of other services in one nginx. At most 46
 * characters: a longer one does not fit nginx's default `variables_hash_bucket_size` of 64.
 */
export function nameOf({ name }: Pick<Service, "name">, what: string): string {
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  const own = /^[a-z0-9-]{1,24}$/.test(name) ? name : `${name.slice(0, 15)}_${hash}`;
  return `routes_${own.replaceAll("-", "_")}_${what}`;
}

/** `$name` of {@link nameOf}. */
export function variable(service: Pick<Service, "name">, what: string): Syntax {
  return syntax(`$${nameOf(service, what)}`);
}
