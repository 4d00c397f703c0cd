import { setTimeout as delay } from "node:timers/promises";
import { EXIT, messageOf, StackError } from "../errors.ts";

const POLL_MS = 100;

/** A condition to wait for. */
export interface Wait<T> {
  /** What is waited for, e.g. "the block height grows". */
  what: string;
  /** Longest time, ms. */
  limitMs: number;
  /** Gives a value once it is there; rejecting or undefined means: not yet. */
  ask(): Promise<T | undefined>;
  signal?: AbortSignal | undefined;
}

/**
 * Asks every 100 ms until there is a value.
 * @throws StackError `NOT_IN_TIME` with what the last question gave
 */
export async function waitFor<T>({ what, limitMs, ask, signal }: Wait<T>): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    signal?.throwIfAborted();
    let probe = "no answer yet";
    try {
      const value = await ask();
      if (value !== undefined) return value;
    } catch (error) {
      probe = messageOf(error);
    }
    if (performance.now() > deadline) {
      const parts = { code: "NOT_IN_TIME", what: `Not within ${limitMs / 1000} s: ${what}.` };
      throw new StackError({ ...parts, evidence: `last probe: ${probe}` }, EXIT.degraded);
    }
    await delay(POLL_MS, undefined, signal && { signal });
  }
}
