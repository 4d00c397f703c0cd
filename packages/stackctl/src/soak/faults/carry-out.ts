import { setTimeout as delay } from "node:timers/promises";
import type { PlannedFault } from "../plan/draw-faults.ts";
import type { FaultControl } from "./control.ts";
import type { FaultTimeline } from "./timeline.ts";

/** What faults act on. */
export interface FaultTarget {
  control: FaultControl;
  /** Ends the relay, waits, and starts it again. */
  restartRelay(downMs: number): Promise<void>;
  /** Waits until no token is on its way, and lets none set out until the returned function is called. */
  holdTokens(): Promise<() => void>;
  /** Waits until every wallet is connected again and every service works, or the signal is aborted. */
  recovered(signal: AbortSignal): Promise<void>;
  /** ms since the begin of the soak. */
  now(): number;
}

/**
 * Carries out the faults of an epoch one after the other, and leaves none behind.
 *
 * @param faults in the order of their times
 * @param signal ends it early
 */
export async function carryOut(
  faults: readonly PlannedFault[],
  target: FaultTarget,
  timeline: FaultTimeline,
  signal: AbortSignal,
): Promise<void> {
  const start = target.now();
  for (const fault of faults) {
    const wait = start + fault.atMs - target.now();
    await delay(Math.max(0, wait), undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    if (fault.kind === "latency") await slowDown(fault, target, timeline, signal);
    else await restart(fault, target, timeline, signal);
  }
}

async function slowDown(
  { service, latencyMs, forMs }: Extract<PlannedFault, { kind: "latency" }>,
  { control, now }: FaultTarget,
  timeline: FaultTimeline,
  signal: AbortSignal,
): Promise<void> {
  const what = `answers ${latencyMs} ms late`;
  const end = timeline.begin({ kind: "latency", service, what, from: now() });
  try {
    // The limit is for a soak that is killed: the instance would stay slow.
    await control.fault(service, { latencyMs, forMs: forMs + 5_000 });
    await delay(forMs, undefined, { signal }).catch(() => {});
  } finally {
    await control.clearFaults(service);
    // What was asked before comes late, and what is asked behind that on the same connection.
    end(now() + latencyMs);
  }
}

/**
 * No token may be on its way meanwhile: sphere-sdk 0.6.14 sends it over the relay once and never again, and a wallet that
 * has received nothing yet asks a relay that is back only for what comes from then on.
 */
async function restart(
  { service, downMs }: Extract<PlannedFault, { kind: "restart" }>,
  { restartRelay, holdTokens, recovered, now }: FaultTarget,
  timeline: FaultTimeline,
  signal: AbortSignal,
): Promise<void> {
  const release = await holdTokens();
  if (signal.aborted) return release();
  const what = `is restarted, down for ${downMs} ms`;
  // It lasts until all are back: the faucet waits up to 5 s between two tries, wallets up to 48 s.
  const end = timeline.begin({ kind: "restart", service, what, from: now() });
  try {
    await restartRelay(downMs);
    await recovered(signal);
  } finally {
    // A soak that has ended does not wait for its wallets: they may still be without the relay.
    if (!signal.aborted) end(now());
    release();
  }
}
