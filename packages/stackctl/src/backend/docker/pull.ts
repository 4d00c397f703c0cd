import type { Operation, PulledImage, UpRequest } from "../backend.ts";
import { createEngine } from "./engine/engine.ts";
import { requireEngine } from "./engine/require-engine.ts";
import { ensureImages } from "./ensure-images.ts";
import { neededImages } from "./images/presence.ts";
import { readDefinitions } from "./parts/definitions.ts";
import { planContainers } from "./plan.ts";
import { readDockerState } from "./prepare.ts";

/** Fetches what the chosen stacks need and the engine does not have. @returns all that they need */
export async function pullContainers(operation: Operation, request: UpRequest): Promise<PulledImage[]> {
  const docker = createEngine(operation.interrupts.signal);
  const { engine } = await requireEngine(docker);
  const state = readDockerState(operation.paths);
  const plan = planContainers(operation, readDefinitions(), request, { state, engine });
  const { fetched } = await ensureImages(operation, docker, plan);
  return neededImages(plan.parts).map(({ reference }) => ({
    reference,
    fetched: fetched.includes(reference),
  }));
}
