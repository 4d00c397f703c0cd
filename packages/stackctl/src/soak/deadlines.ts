import { setTimeout as delay } from "node:timers/promises";
import { StepFailed } from "./results/failures.ts";

/** How long a soak waits for what may never end, ms. */
export interface Deadlines {
  /** Until a wallet is open. */
  open: number;
  /** After the end of the load, until what has begun by then has ended. */
  afterLoad: number;
  /** Until all wallets are closed. */
  close: number;
}

/** The faucet may hold a request for 40 s, and a busy machine creates a wallet in half a minute. */
export const DEADLINES: Deadlines = { open: 180_000, afterLoad: 60_000, close: 30_000 };

/** What has begun during a load, and what ends that. */
export interface Begun {
  /** Aborted when the load ends. */
  signal: AbortSignal;
  /** Longest time that work may take after that, ms. */
  afterLoadMs: number;
}

/**
 * Waits for work as long as the load goes on, and a little longer. What has not ended then goes on alone.
 *
 * @throws Overdue, and what the work throws
 */
export async function endsWithLoad<T>(work: Promise<T>, { signal, afterLoadMs }: Begun): Promise<T> {
  const done = new AbortController();
  try {
    return await Promise.race([work, overdue(signal, afterLoadMs, done.signal)]);
  } finally {
    done.abort();
  }
}

/** Work that has begun during the load had not ended in time after it. No fault explains that. */
export class Overdue extends StepFailed {
  constructor(ms: number) {
    super("end", [], `It had not ended ${ms} ms after the end of the load.`);
  }
}

async function overdue(signal: AbortSignal, ms: number, done: AbortSignal): Promise<never> {
  const either = AbortSignal.any([signal, done]);
  if (!either.aborted)
    await new Promise((resolve) => either.addEventListener("abort", resolve, { once: true }));
  await delay(ms, undefined, { signal: done }).catch(() => {});
  throw new Overdue(ms);
}
