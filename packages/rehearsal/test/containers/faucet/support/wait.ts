import { setTimeout as delay } from "node:timers/promises";

/** Longest wait, ms: it guards against hanging alone, on a machine that does much else at the same time. */
const WAIT_MS = 300_000;

/** Asks until there is a value; fails with `what` when there is none for so long. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const value = await ask().catch(() => undefined);
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not within ${WAIT_MS} ms: ${what}`);
    await delay(300);
  }
}
