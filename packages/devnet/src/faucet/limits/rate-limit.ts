/** Recipients kept in memory; the one that asked longest ago is forgotten first. */
const MAX_KEYS = 10_000;

/**
 * Fixed number of requests per key and window, in bounded memory.
 *
 * @param limit requests per window; 0 means unlimited
 * @param windowMs length of the window
 */
export function createRateLimit(limit: number, windowMs: number, now: () => number = Date.now) {
  const windows = new Map<string, { startedAt: number; used: number }>();

  /** Takes `cost` from a key's budget. @returns 0 when allowed, else the ms until the window ends */
  return function take(key: string, cost = 1): number {
    if (limit === 0) return 0;
    const at = now();
    const current = windows.get(key);
    const window = current && at - current.startedAt < windowMs ? current : { startedAt: at, used: 0 };
    if (window.used + cost > limit) return window.startedAt + windowMs - at;
    window.used += cost;
    windows.delete(key);
    windows.set(key, window);
    if (windows.size > MAX_KEYS) windows.delete(windows.keys().next().value as string);
    return 0;
  };
}

export type RateLimit = ReturnType<typeof createRateLimit>;
