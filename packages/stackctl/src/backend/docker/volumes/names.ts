import { randomBytes } from "node:crypto";
import type { VolumeNames } from "../../snapshots.ts";
import type { PartPlan } from "../plan.ts";
import { isEnvironment } from "./plan-wipe.ts";

/** Key of a volume where stacks are many, e.g. `relay/relay-data`. */
export const volumeKey = (stack: string, volume: string) => `${stack}/${volume}`;

/** Names on the engine of all volumes of the stacks, as their files have them. */
export function namesOf(parts: readonly PartPlan[]): Record<string, string> {
  const entries = parts.flatMap(({ stack, plan, project }) =>
    Object.entries(plan.compose.volumes ?? {}).map(([volume, { name }]) => [
      volumeKey(stack.name, volume),
      name ?? defaultName(project, volume),
    ]),
  );
  return Object.fromEntries(entries);
}

/** Names of the volumes that Compose makes for the stacks; external ones are somebody else's. */
export function madeNames(parts: readonly PartPlan[]): string[] {
  return parts.flatMap(({ plan, project }) =>
    Object.entries(plan.compose.volumes ?? {}).flatMap(([volume, { name, external }]) =>
      external ? [] : [name ?? defaultName(project, volume)],
    ),
  );
}

/** The name that Compose gives a volume which has none of its own. */
export const defaultName = (project: string, volume: string) => `${project}_${volume}`;

/**
 * Names for a restore: a new one for each volume that it replaces, since a volume cannot be renamed. What a restore never
 * touches keeps its name.
 *
 * @param replaced keys of the volumes that get a new name
 */
export function nextNames(
  parts: readonly PartPlan[],
  now: VolumeNames,
  replaced: ReadonlySet<string>,
): Record<string, string> {
  const token = randomBytes(4).toString("hex");
  const entries = parts.flatMap(({ stack, plan, project }) =>
    Object.keys(plan.compose.volumes ?? {}).map((volume) => {
      const key = volumeKey(stack.name, volume);
      const next = `${defaultName(project, volume)}-${token}`;
      return [key, replaced.has(key) ? next : (now[key] ?? next)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Keys of the volumes that a snapshot holds: those that a wipe deletes, without what can be made again at any time. */
export function snapshotKeys(parts: readonly PartPlan[]): Set<string> {
  const keys = parts.flatMap(({ stack }) =>
    Object.entries(stack.volumes)
      .filter(([, { external, ...volume }]) => !external && isEnvironment(volume) && volume.class !== "cache")
      .map(([volume]) => volumeKey(stack.name, volume)),
  );
  return new Set(keys);
}
