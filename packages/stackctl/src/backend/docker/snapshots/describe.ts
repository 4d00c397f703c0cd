import { type DockerState, newDockerState } from "../../../instance/state.ts";
import type { Manifest } from "../../../snapshot/manifest.ts";
import type { Place } from "../../backend.ts";
import type { InstanceFacts } from "../../snapshots.ts";
import { isUp, listContainers } from "../containers/facts.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { requireEngine } from "../engine/require-engine.ts";
import { composeFolder } from "../files/rendered.ts";
import { secretDigests } from "../files/secrets.ts";
import { presentImages } from "../images/presence.ts";
import { asKnown } from "../observe.ts";
import { readDefinitions } from "../parts/definitions.ts";
import { type ContainerPlan, planContainers } from "../plan.ts";
import { readDockerState } from "../prepare.ts";

/** What a snapshot says about an instance of containers. @param known stands for the state of an instance that has none */
export async function describeInstance(place: Place, known?: Manifest): Promise<InstanceFacts | undefined> {
  const docker = createEngine(place.interrupts.signal);
  const { engine } = await requireEngine(docker);
  const state = readDockerState(place.paths) ?? (known && stateOf(place, known));
  if (state === undefined) return undefined;
  const plan = planOf(place, state, engine);
  const stacks = plan.parts.map(({ stack }) => stack);
  const containers = await listContainers(docker, composeFolder(place.paths));
  const { portBase, images, variables } = state;
  return {
    generation: state.generation,
    parts: state.parts,
    images: await imagesOf(docker, plan),
    settings: { portBase, images, variables },
    secrets: secretDigests(stacks, plan.variables),
    running: containers.filter(isUp).map(({ service }) => service),
  };
}

/** What the instance is made from, as its state says. */
export function planOf(place: Place, state: DockerState, engine: string): ContainerPlan {
  return planContainers({ ...place, env: {} }, readDefinitions(), asKnown(place), { state, engine });
}

/** The state of an instance that was wiped, as the snapshot knows it. */
export function stateOf({ instance, stack }: Place, { generation, parts, settings }: Manifest): DockerState {
  const { portBase, images, variables } = settings;
  const fresh = newDockerState({ instance, stack: stack.name, portBase, generation, now: new Date() });
  return { ...fresh, parts, images, variables };
}

async function imagesOf(docker: Engine, { parts }: ContainerPlan): Promise<InstanceFacts["images"]> {
  const services = parts.flatMap(({ plan }) => Object.entries(plan.compose.services));
  const references = [...new Set(services.map(([, { image }]) => image))];
  const ids = await presentImages(
    docker,
    references.map((reference) => ({ reference })),
  );
  return Object.fromEntries(
    services.map(([service, { image }]) => [service, { reference: image, id: ids.get(image) ?? null }]),
  );
}
