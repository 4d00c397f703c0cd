import { own } from "../own.ts";
import { suggestion } from "../suggest.ts";
import { invalid } from "./parse.ts";
import type { RawCompose } from "./raw-compose.ts";
import { resolveConsumed } from "./resolve-consumed.ts";
import { type Consumed, defineStack, type Provided, type Stack } from "./stack.ts";

/** Several stacks in one file. */
export interface StackComposition {
  name: string;
  description: string;
  stacks: readonly Stack[];
  /**
   * Consumed endpoint → provided endpoint, where the names differ or several stacks provide it:
   * `{ relay: "nostr-relay" }`. An endpoint without an entry is wired to the provided one of the same name.
   */
  wiring?: Record<string, string>;
}

/**
 * One stack made of several: what one consumes and another provides becomes an in-network URL, and the consuming
 * services wait for the provider; what nobody provides stays a required variable.
 *
 * @throws ComposeGenError `DEFINITION_INVALID` when the stacks define one name differently or the wiring names an
 * endpoint that nobody provides
 */
export function composeStacks({ name, description, stacks, wiring = {} }: StackComposition): Stack {
  const problems: string[] = [];
  const provides = merge(stacks, "provides", problems);
  const consumes = merge(stacks, "consumes", problems);
  for (const [consumed, provided] of Object.entries(wiring)) {
    if (!Object.hasOwn(consumes, consumed))
      problems.push(`wiring.${consumed}: nobody consumes it. ${suggestion(consumed, Object.keys(consumes))}`);
    if (!Object.hasOwn(provides, provided))
      problems.push(
        `wiring.${consumed}: nobody provides "${provided}". ${suggestion(provided, Object.keys(provides))}`,
      );
  }
  const services = stacks.flatMap((stack) => stack.services);
  const merged = {
    volumes: merge(stacks, "volumes", problems),
    stateSets: merge(stacks, "stateSets", problems),
    secrets: merge(stacks, "secrets", problems),
    networks: merge(stacks, "networks", problems),
    parameters: merge(stacks, "parameters", problems),
    checks: merge(stacks, "checks", problems),
  };
  const compose = mergedPatches(stacks, problems);
  if (problems.length > 0) throw invalid(`stack "${name}"`, problems);

  const resolved = new Map<string, { consumed: Consumed; provided: Provided }>();
  for (const [key, consumed] of Object.entries(consumes)) {
    const provided = own(provides, own(wiring, key) ?? key);
    if (provided) resolved.set(key, { consumed, provided });
  }
  return defineStack({
    name,
    description,
    services: services.map((service) => resolveConsumed(service, resolved)),
    ...merged,
    provides,
    consumes: Object.fromEntries(Object.entries(consumes).filter(([key]) => !resolved.has(key))),
    // The reason of one stack excuses nothing in another.
    waivers: stacks.flatMap((stack) =>
      stack.waivers.map((waiver) => ({
        ...waiver,
        services: waiver.services ?? stack.services.map((service) => service.name),
      })),
    ),
    compose,
  });
}

/** The raw keys of all stacks; two that set one top-level key differently are a problem. */
function mergedPatches(stacks: readonly Stack[], problems: string[]): RawCompose | undefined {
  const patched = stacks.filter((stack) => stack.compose);
  if (patched.length === 0) return undefined;
  return merge(patched, "compose", problems);
}

type RecordField =
  | "compose"
  | "checks"
  | "provides"
  | "consumes"
  | "volumes"
  | "stateSets"
  | "secrets"
  | "networks"
  | "parameters";

/** The union of one record of all stacks; an entry that two define must be the same in both. */
function merge<Field extends RecordField>(
  stacks: readonly Stack[],
  field: Field,
  problems: string[],
): Stack[Field] {
  const merged: Record<string, unknown> = {};
  const owners = new Map<string, string>();
  for (const stack of stacks) {
    for (const [key, entry] of Object.entries(stack[field] ?? {})) {
      const owner = owners.get(key);
      if (owner === undefined) {
        merged[key] = entry;
        owners.set(key, stack.name);
      } else if (JSON.stringify(merged[key]) !== JSON.stringify(entry))
        problems.push(
          `${field}.${key}: ${owner} and ${stack.name} define it differently: rename one of them`,
        );
    }
  }
  return merged as Stack[Field];
}
