import type { Engine } from "../engine/engine.ts";
import type { PartPlan } from "../plan.ts";
import { type InstanceVolume, instanceVolumes } from "./list.ts";
import { namesOf } from "./names.ts";

/** The volumes that the files of an instance name now: without those that a restore made and nothing uses yet, or any more. */
export async function currentVolumes(docker: Engine, parts: readonly PartPlan[]): Promise<InstanceVolume[]> {
  const names = new Set(Object.values(namesOf(parts)));
  return (await instanceVolumes(docker, parts)).filter(({ name }) => names.has(name));
}
