import { setTimeout as delay } from "node:timers/promises";
import { type ProcessIdentity, processState, signalProcess } from "./identity.ts";

export interface StopOptions {
  /** Time between SIGTERM and SIGKILL in ms, default 5,000. */
  graceMs?: number;
  /** Aborted when the reader wants it at once: SIGKILL without waiting further. */
  force?: AbortSignal;
}

/** How a process ended: by itself after SIGTERM, killed after the grace period, or it was gone already. */
export type StopOutcome = "stopped" | "killed" | "gone";

/** Ends one process and waits until it is gone. A process frozen by SIGSTOP is woken so that it can end cleanly. */
export async function stopProcess(
  identity: ProcessIdentity,
  options: StopOptions = {},
): Promise<StopOutcome> {
  if (!signalProcess(identity, "SIGTERM")) return "gone";
  signalProcess(identity, "SIGCONT");
  if (await waitUntilGone(identity, options.graceMs ?? 5_000, options.force)) return "stopped";
  signalProcess(identity, "SIGKILL");
  await waitUntilGone(identity, 5_000);
  return "killed";
}

async function waitUntilGone(
  identity: ProcessIdentity,
  timeoutMs: number,
  force?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (processState(identity) !== "gone") {
    if (performance.now() > deadline || force?.aborted) return false;
    await delay(5);
  }
  return true;
}
