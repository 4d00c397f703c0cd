import type { Operation, StoppedService } from "../backend.ts";
import { createEngine } from "./engine/engine.ts";
import { requireEngine } from "./engine/require-engine.ts";
import { takeDown } from "./take-down.ts";

/** Stops an instance of containers. Once begun it goes on when the reader interrupts: the engine would too. */
export async function downContainers(operation: Operation): Promise<StoppedService[]> {
  const docker = createEngine();
  await requireEngine(docker);
  return takeDown(operation, docker);
}
