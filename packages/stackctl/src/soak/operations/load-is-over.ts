import { setTimeout as delay } from "node:timers/promises";
import type { Recorder } from "../recorder.ts";
import { REQUIRED } from "../results/budget.ts";
import { within } from "../results/within.ts";

/** Pause between two looks, ms. */
const PAUSE = 100;

/** How much longer than planned a load may last, ms. */
const mostLonger = (ms: number) => Math.min(3 * ms, 60_000);

/** What a load is over with. */
export interface LoadEnd {
  /** Settles when every planned fault was made, and is over. */
  faultsMade: Promise<void>;
  recorder: Recorder;
  /** Ends it early. */
  signal: AbortSignal;
}

/**
 * Waits until the time of a load is over, its faults are over, and every kind of operation was done that a soak must have
 * seen. On a busy machine this takes longer than planned, three times its time or a minute at most.
 *
 * @param ms time of the load
 */
export async function loadIsOver(ms: number, { faultsMade, recorder, signal }: LoadEnd): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
  const ended = new AbortController();
  const longer = { ms: mostLonger(ms), signal: AbortSignal.any([signal, ended.signal]) };
  await within(Promise.all([faultsMade, allSeen(recorder, longer.signal)]), longer);
  ended.abort();
}

async function allSeen({ samples }: Recorder, signal: AbortSignal): Promise<void> {
  const all = () => REQUIRED.every((name) => samples.some(({ operation }) => operation === name));
  while (!all() && !signal.aborted) await delay(PAUSE, undefined, { signal }).catch(() => {});
}
