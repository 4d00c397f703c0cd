import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../http/refusal.ts";

/** Times in ms. */
export interface LockTimes {
  /** How long a writer waits for the lock before its call fails. */
  wait: number;
  /** Age at which a lock counts as left behind, and is taken over. */
  stale: number;
  /** Pause between two attempts. */
  retry: number;
}

export const LOCK_TIMES: LockTimes = { wait: 60_000, stale: 120_000, retry: 25 };

/** Runs `work` while holding the lock file. Throws 500 `INTERNAL_ERROR` when it is not free in time. */
export async function withFileLock<T>(file: string, times: LockTimes, work: () => Promise<T>): Promise<T> {
  await acquire(file, times);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** Age of the lock file in ms, or undefined without one. */
export async function lockAge(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found && Date.now() - found.mtimeMs;
}

async function acquire(file: string, times: LockTimes): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const deadline = Date.now() + times.wait;
  while (!(await create(file))) {
    const age = await lockAge(file);
    if (age !== undefined && age > times.stale) await rm(file, { force: true });
    else if (Date.now() >= deadline)
      throw new Refusal(500, "INTERNAL_ERROR", "The lock file did not become free");
    else await delay(times.retry);
  }
}

async function create(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
