import { setTimeout as delay } from "node:timers/promises";

/** How long something is waited for. */
export interface Wait {
  /** ms. */
  ms: number;
  /** Ends it early. */
  signal: AbortSignal;
}

/** What work ends with; undefined when it has not ended in time, and then it goes on alone. @throws what it throws */
export async function within<T>(work: Promise<T>, { ms, signal }: Wait): Promise<T | undefined> {
  const over = new AbortController();
  const end = delay(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => undefined);
  try {
    return await Promise.race([work, end]);
  } finally {
    over.abort();
  }
}
