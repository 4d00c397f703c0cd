import type { Inspection, Place, VolumeRow } from "../backend.ts";
import { failedLogs } from "./failures.ts";
import { type ExistingInstance, observeInstance } from "./observe.ts";
import { checkedServices, rowsOf, viewOf } from "./view.ts";
import { currentVolumes } from "./volumes/current.ts";
import { measureVolumes } from "./volumes/measure.ts";

/** The instance now, with the sizes of its volumes. */
export async function inspectContainers(place: Place): Promise<Inspection> {
  const existing = await observeInstance(place);
  const checked = checkedServices(existing);
  const unfinished = unfinishedOf(existing);
  return {
    ...(unfinished && { unfinished }),
    view: viewOf(existing),
    rows: rowsOf(existing, { jobs: true }),
    checked,
    volumes: await volumeRows(existing),
  };
}

/** What a wipe has left to do, and where the logs of a start that failed are. */
function unfinishedOf({ state: { wiping }, parts, place }: ExistingInstance): string {
  const services = parts.flatMap(({ stack }) => stack.services.map(({ name }) => name));
  return [
    ...(wiping.length > 0 ? [`the next \`up\` deletes what was begun: ${wiping.join(", ")}`] : []),
    ...failedLogs(place.paths, services).map((file) => `its last start failed: ${file}`),
  ].join("\n");
}

async function volumeRows({ docker, plan, place }: ExistingInstance): Promise<VolumeRow[]> {
  const volumes = await currentVolumes(docker, plan.parts);
  return measureVolumes(docker, place.paths, volumes);
}
