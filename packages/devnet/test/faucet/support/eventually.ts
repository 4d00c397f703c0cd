import { setTimeout as delay } from "node:timers/promises";

/** Waits until the probe gives a value, asking every 10 ms; fails with `what` after `timeoutMs`. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Not reached in ${timeoutMs} ms: ${what}`);
    await delay(10);
  }
}
