import { setTimeout as delay } from "node:timers/promises";
import type { Health } from "../../checks/summary.ts";
import type { FaultTimeline } from "../faults/timeline.ts";
import type { SoakHost } from "../instance/host.ts";

/** Time for services to work again after the last fault of a soak, ms: the faucet waits up to 5 s between two tries. */
const RECOVERY = 30_000;

/** Pause between two looks, ms. */
const PAUSE = 500;

/** What the end of a soak is judged by. */
export interface SoakEnded {
  host: Pick<SoakHost, "health">;
  faults: FaultTimeline;
  /** ms since the begin of the soak. */
  now(): number;
  /** Ends the wait. */
  force: AbortSignal;
}

/** Health of the services at the end of a soak; those that a fault has just hit get the time to recover from it. */
export async function healthAtEnd({ host, faults, now, force }: SoakEnded): Promise<Health> {
  const deadline = Math.max(...faults.windows.map(({ to }) => to ?? now())) + RECOVERY;
  for (;;) {
    if (force.aborted) return "unreachable";
    const health = await healthOrNone(host);
    if (health === "healthy" || now() >= deadline) return health;
    await delay(PAUSE, undefined, { signal: force }).catch(() => {});
  }
}

/** Health now; what cannot even be asked is not reachable. */
export function healthOrNone(host: Pick<SoakHost, "health">): Promise<Health> {
  return host.health().catch(() => "unreachable" as const);
}
