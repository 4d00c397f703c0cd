import type { Inspection, Place, VolumeRow } from "../backend.ts";
import { type ExistingInstance, observeInstance } from "./observe.ts";
import { checkedServices, rowsOf, viewOf } from "./view.ts";
import { instanceVolumes } from "./volumes/list.ts";
import { measureVolumes } from "./volumes/measure.ts";

/** The instance now, with the sizes of its volumes. */
export async function inspectContainers(place: Place): Promise<Inspection> {
  const existing = await observeInstance(place);
  const checked = checkedServices(existing);
  return {
    view: viewOf(existing),
    rows: rowsOf(existing, { jobs: true }),
    checked,
    volumes: await volumeRows(existing),
  };
}

async function volumeRows({ docker, plan, state, place }: ExistingInstance): Promise<VolumeRow[]> {
  const volumes = await instanceVolumes(docker, plan.parts);
  return measureVolumes(docker, place.paths, state, volumes);
}
