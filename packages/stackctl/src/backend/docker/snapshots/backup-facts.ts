import type { Manifest } from "../../../snapshot/manifest.ts";
import type { Place } from "../../backend.ts";
import type { BackupFacts } from "../../snapshots.ts";
import { createEngine } from "../engine/engine.ts";
import { requireEngine } from "../engine/require-engine.ts";
import { secretFiles } from "../files/secrets.ts";
import { readLabels } from "../images/labels.ts";
import { readDockerState } from "../prepare.ts";
import { currentVolumes } from "../volumes/current.ts";
import { volumeSizes } from "../volumes/measure.ts";
import { snapshotKeys, volumeKey } from "../volumes/names.ts";
import { planOf, stateOf } from "./describe.ts";

/** What a backup says of an instance of containers beyond its snapshot. @param known stands for a state that there is not */
export async function backupFacts(place: Place, known?: Manifest): Promise<BackupFacts> {
  const docker = createEngine(place.interrupts.signal);
  const { engine } = await requireEngine(docker);
  const state = readDockerState(place.paths) ?? (known && stateOf(place, known));
  if (state === undefined) return { bytes: 0, images: [], engines: {}, secrets: [] };
  const { parts, variables } = planOf(place, state, engine);
  const keys = snapshotKeys(parts);
  const volumes = (await currentVolumes(docker, parts)).filter(({ stack, volume }) =>
    keys.has(volumeKey(stack, volume)),
  );
  const sizes = await volumeSizes(docker, volumes);
  const services = parts.flatMap(({ plan }) => Object.entries(plan.compose.services));
  const labels = await readLabels(
    docker,
    services.map(([, { image }]) => image),
  );
  return {
    bytes: [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0),
    images: services.map(([service, { image }]) => {
      const { id = null, version = null, dataVersion = null } = labels.get(image) ?? {};
      return { service, reference: image, id, version, dataVersion };
    }),
    engines: Object.fromEntries(
      parts.flatMap(({ stack }) =>
        Object.entries(stack.volumes).map(([volume, { engine: kind }]) => [
          volumeKey(stack.name, volume),
          kind,
        ]),
      ),
    ),
    secrets: secretFiles(
      parts.map(({ stack }) => stack),
      variables,
    ),
  };
}
