import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { findMaster, workersOf } from "../haproxy/processes.ts";

/** Times in ms. */
const CHECK_LIMIT = 30_000;
const WORKER_LIMIT = 10_000;
const POLL = 20;

/** Tests the configuration in `confDir` with `haproxy -c`. Throws with HAProxy's own words. */
export async function checkConfiguration(confDir: string): Promise<void> {
  try {
    await promisify(execFile)("haproxy", ["-c", "-f", confDir], { timeout: CHECK_LIMIT });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`haproxy -c: ${stderr?.trim() || message}`);
  }
}

/** Makes the running master load its configuration (SIGUSR2) and waits until it has a worker that it had not before. */
export async function signalReload(): Promise<void> {
  const master = await findMaster();
  if (master === undefined) throw new Error("No HAProxy master process");
  const before = new Set(await workersOf(master));
  process.kill(master, "SIGUSR2");
  const deadline = Date.now() + WORKER_LIMIT;
  while (!(await workersOf(master)).some((worker) => !before.has(worker))) {
    if (Date.now() >= deadline) throw new Error("No new HAProxy worker within 10 s");
    await delay(POLL);
  }
}
