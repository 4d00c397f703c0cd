import type { Operation } from "../backend.ts";
import type { Engine } from "./engine/engine.ts";
import { neededImages, presentImages } from "./images/presence.ts";
import { pullImages } from "./images/pull.ts";
import type { ContainerPlan } from "./plan.ts";

/**
 * Fetches the images of a plan that the engine does not have.
 *
 * @returns reference → id of all of them, and those that were fetched
 * @throws StackError that names the image, or all that cannot be had
 */
export async function ensureImages(
  { reporter, interrupts }: Operation,
  docker: Engine,
  { parts, ownImages, images }: ContainerPlan,
): Promise<{ ids: ReadonlyMap<string, string>; fetched: string[] }> {
  const needed = neededImages(parts);
  const ids = await presentImages(docker, needed);
  const missing = needed.filter(({ reference }) => !ids.has(reference));
  if (missing.length === 0) return { ids, fetched: [] };
  await pullImages(docker, missing, {
    ...{ reporter, signal: interrupts.signal, ownImages },
    given: new Set(Object.values(images)),
  });
  const fetched = missing.map(({ reference }) => reference);
  return { ids: await presentImages(docker, needed), fetched };
}
