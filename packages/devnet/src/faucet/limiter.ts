/** Runs a task when fewer than the allowed number are running, else queues it. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

/** A limiter for `concurrency` tasks at a time, first come first served. */
export function createLimiter(concurrency: number): Limiter {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= concurrency) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
