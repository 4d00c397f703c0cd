import type { Inspection, Place, VolumeRow } from "../backend.ts";
import { type ExistingInstance, observeInstance } from "./observe.ts";
import { checkedServices, rowsOf, viewOf } from "./view.ts";
import { currentVolumes } from "./volumes/current.ts";
import { measureVolumes } from "./volumes/measure.ts";

/** The instance now, with the sizes of its volumes. */
export async function inspectContainers(place: Place): Promise<Inspection> {
  const existing = await observeInstance(place);
  const checked = checkedServices(existing);
  const { wiping } = existing.state;
  return {
    ...(wiping.length > 0 && { unfinished: `the next \`up\` deletes what was begun: ${wiping.join(", ")}` }),
    view: viewOf(existing),
    rows: rowsOf(existing, { jobs: true }),
    checked,
    volumes: await volumeRows(existing),
  };
}

async function volumeRows({ docker, plan, state, place }: ExistingInstance): Promise<VolumeRow[]> {
  const volumes = await currentVolumes(docker, plan.parts);
  return measureVolumes(docker, place.paths, state, volumes);
}
