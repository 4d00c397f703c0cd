import type { Definitions } from "@unicity-sphere/compose-gen";
import type { DockerState } from "../../../instance/state.ts";
import { unknownInstance } from "../../../instance/view.ts";
import { refuseUnfinished } from "../../../snapshot/unfinished.ts";
import { readVersions, type Version } from "../../../upgrade/versions.ts";
import type { Place } from "../../backend.ts";
import { type ContainerFacts, listContainers } from "../containers/facts.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { requireEngine } from "../engine/require-engine.ts";
import { composeFolder, readRendered, refuseEdited } from "../files/rendered.ts";
import { readLabels } from "../images/labels.ts";
import { asKnown } from "../observe.ts";
import { readDefinitions } from "../parts/definitions.ts";
import { type ContainerPlan, planContainers } from "../plan.ts";
import { readDockerState } from "../prepare.ts";
import { findContainer, isSame } from "../view.ts";
import { withImageIds } from "./held.ts";

/** An instance as it is now. */
export interface Look {
  docker: Engine;
  engine: string;
  state: DockerState;
  definitions: Definitions;
  containers: readonly ContainerFacts[];
}

/** @throws StackError `INSTANCE_UNKNOWN`, `RESTORE_INCOMPLETE`, `FILE_EDITED`, … */
export async function lookAt(place: Place): Promise<Look> {
  const { paths, instance, home } = place;
  const state = readDockerState(paths);
  if (state === undefined) throw unknownInstance(home, instance);
  refuseUnfinished(paths, instance);
  // Between two versions a file may be written and not be known yet; `choose` settles that.
  if (!readVersions(paths).unfinished) refuseEdited(paths, state.files);
  const docker = createEngine(place.interrupts.signal);
  const { engine } = await requireEngine(docker);
  const containers = await listContainers(docker, composeFolder(paths));
  return { docker, engine, state, definitions: readDefinitions(), containers };
}

/** What an instance is made from when it is of a version. */
export function planOf(
  place: Place,
  { state, engine, definitions }: Look,
  { images, files }: Version,
): ContainerPlan {
  const chosen = { ...state, images };
  const options = { state: chosen, engine, held: files };
  return planContainers({ ...place, env: {} }, definitions, asKnown(place), options);
}

/** What runs now, or would run: the files as they are, with the images of the containers. */
export async function versionNow(
  place: Place,
  look: Look,
): Promise<{
  version: Version /** Service → image as its file has it. */;
  written: ReadonlyMap<string, string>;
}> {
  const { docker, state, containers } = look;
  const files = readRendered(place.paths, state.files);
  const { parts } = planOf(place, look, { images: state.images, files, services: {} });
  const services = parts.flatMap((part) =>
    Object.entries(part.plan.compose.services).map(([service, { image }]) => {
      return { service, written: image, container: findContainer(containers, part, service) };
    }),
  );
  const labels = await readLabels(
    docker,
    services.flatMap(({ written, container }) => [written, ...(container ? [container.imageId] : [])]),
  );
  const entries = services.map(({ service, written, container }) => {
    const image = container?.image ?? written;
    const dataVersion = labels.get(container?.imageId ?? written)?.dataVersion ?? null;
    return [service, { image, dataVersion }] as const;
  });
  const moved = services.flatMap(({ written, container }) => {
    const same = container && isSame(written, container.image) && labels.has(container.imageId);
    return same && labels.get(written)?.id !== container.imageId
      ? [[written, container.imageId] as const]
      : [];
  });
  return {
    version: {
      images: state.images,
      files: withImageIds(files, new Map(moved)),
      services: Object.fromEntries(entries),
    },
    written: new Map(services.map(({ service, written }) => [service, written])),
  };
}
