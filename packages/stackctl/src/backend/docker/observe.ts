import type { DockerState } from "../../instance/state.ts";
import { unknownInstance } from "../../instance/view.ts";
import type { Place, UpRequest } from "../backend.ts";
import { listContainers } from "./containers/facts.ts";
import { createEngine, type Engine } from "./engine/engine.ts";
import { requireEngine } from "./engine/require-engine.ts";
import { composeFolder } from "./files/rendered.ts";
import { readDefinitions } from "./parts/definitions.ts";
import { type ContainerPlan, planContainers } from "./plan.ts";
import { readDockerState } from "./prepare.ts";
import type { Observed } from "./view.ts";

/** An instance that exists: what it was made from, and its containers now. */
export interface ExistingInstance extends Observed {
  docker: Engine;
  state: DockerState;
  plan: ContainerPlan;
}

/**
 * Looks at an instance with the choices of its state.
 *
 * @throws StackError `INSTANCE_UNKNOWN`, `ENGINE_UNREACHABLE`, …
 */
export async function observeInstance(place: Place): Promise<ExistingInstance> {
  const state = readDockerState(place.paths);
  if (state === undefined) throw unknownInstance(place.home, place.instance);
  const docker = createEngine(place.interrupts.signal);
  const looking = listContainers(docker, composeFolder(place.paths));
  // What is wrong with the engine itself is clearer from the look at it, which is waited for first.
  looking.catch(() => {});
  const { engine } = await requireEngine(docker);
  const containers = await looking;
  const plan = planContainers({ ...place, env: {} }, readDefinitions(), asKnown(place), { state, engine });
  return { place, docker, state, plan, parts: plan.parts, containers };
}

/** A request that chooses nothing anew. */
export function asKnown({ instance, paths }: Place): UpRequest {
  return {
    instance,
    profile: "local",
    root: paths.root,
    portBase: undefined,
    options: {},
    parts: [],
    images: {},
  };
}
