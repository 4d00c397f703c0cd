import { setTimeout as delay } from "node:timers/promises";

/** Asks until there is a value; fails with `what` after a minute. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = await ask().catch(() => undefined);
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not within a minute: ${what}`);
    await delay(300);
  }
}
