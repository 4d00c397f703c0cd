import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { E2eError, messageOf } from "../errors.ts";
import { isFreshName } from "../instance-name.ts";
import { runJson, type Stackctl } from "../stackctl.ts";
import type { End } from "./order.ts";

/** Another command may still be at work on the instance: how long it is waited for, ms. */
const BUSY_MS = 120_000;
const RETRY_MS = 250;

/**
 * Ends an instance that this harness has created. Aggregator, relay and faucet are only ever wiped together.
 *
 * @param home folder of all instances
 * @returns what could not be done, a line each
 */
export async function endInstance(stackctl: Stackctl, home: string, how: End): Promise<string[]> {
  if (how === "leave") return [];
  const { instance } = stackctl;
  try {
    await patiently(() => runJson(stackctl, "down"));
    if (how === "down" || !isFreshName(instance)) return [];
    await patiently(() => runJson(stackctl, "wipe", "--yes", "--secrets", "--certs"));
    rmSync(join(home, instance), { recursive: true, force: true });
    return [];
  } catch (error) {
    return [`${instance}: ${messageOf(error)}`];
  }
}

/** Repeats while another command works on the instance; one that there is not needs no end. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + BUSY_MS;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      const code = error instanceof E2eError ? error.code : undefined;
      if (code === "INSTANCE_UNKNOWN") return;
      if (code !== "INSTANCE_BUSY" || performance.now() > deadline) throw error;
    }
    await delay(RETRY_MS);
  }
}
