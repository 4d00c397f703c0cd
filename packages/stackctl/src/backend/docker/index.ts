import { refuseUnfinished } from "../../snapshot/unfinished.ts";
import type { Backend, Place, UpPlan, UpRequest } from "../backend.ts";
import { listContainers } from "./containers/facts.ts";
import { downContainers } from "./down.ts";
import { createEngine } from "./engine/engine.ts";
import { requireEngine } from "./engine/require-engine.ts";
import { composeFolder } from "./files/rendered.ts";
import { inspectContainers } from "./inspect.ts";
import { containerLogs } from "./log-reader.ts";
import { asKnown } from "./observe.ts";
import { readDefinitions } from "./parts/definitions.ts";
import { planContainers } from "./plan.ts";
import { readDockerState } from "./prepare.ts";
import { pullContainers } from "./pull.ts";
import { containerSnapshots } from "./snapshots/index.ts";
import { upContainers } from "./up.ts";
import { toUpPlan } from "./up-plan.ts";
import { containerUpgrades } from "./versions/index.ts";
import { planVolumeWipe, wipeVolumes } from "./volumes/wipe.ts";
import { watchContainers } from "./watch.ts";

/** Services as containers: one Compose project per stack, on one network per instance. */
export const dockerBackend: Backend = {
  name: "docker",
  planUp,
  up: upContainers,
  restart: (operation, lock) => {
    const request = { ...asKnown(operation), sameFiles: true };
    return upContainers({ ...operation, env: {} }, request, lock);
  },
  watch: watchContainers,
  down: downContainers,
  inspect: inspectContainers,
  logs: containerLogs,
  planWipe: planVolumeWipe,
  wipe: wipeVolumes,
  pull: pullContainers,
  snapshots: containerSnapshots,
  upgrades: containerUpgrades,
};

async function planUp(place: Place, request: UpRequest): Promise<UpPlan> {
  const docker = createEngine(place.interrupts.signal);
  const { engine } = await requireEngine(docker);
  refuseUnfinished(place.paths, place.instance);
  const state = readDockerState(place.paths);
  const plan = planContainers(place, readDefinitions(), request, { state, engine });
  const containers = await listContainers(docker, composeFolder(place.paths));
  const running = containers.filter(({ status }) => status === "running").map(({ service }) => service);
  return toUpPlan(place, request, plan, new Set(running));
}
