import { setTimeout as delay } from "node:timers/promises";
import { lockHolder } from "../../instance/lock.ts";
import type { Place, WatchEnd } from "../backend.ts";
import { listContainers } from "./containers/facts.ts";
import { createEngine } from "./engine/engine.ts";
import { composeFolder } from "./files/rendered.ts";

const POLL_MS = 1_000;

/** Waits until the reader interrupts or the instance is taken down for good. Containers that end are the engine's to start again. */
export async function watchContainers({ paths, interrupts }: Place): Promise<WatchEnd> {
  const { signal } = interrupts;
  const docker = createEngine(signal);
  while (!signal.aborted) {
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    const containers = await listContainers(docker, composeFolder(paths)).catch(() => undefined);
    if (containers?.length === 0 && lockHolder(paths) === undefined) return { why: "taken-down" };
  }
  return { why: "interrupted" };
}
