import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { execa } from "execa";
import { test } from "vitest";

/** Does a Docker engine answer on this machine? */
export const hasEngine = spawnSync("docker", ["info"], { timeout: 60_000 }).status === 0;

/** In CI a missing engine makes the tests fail instead of being skipped. */
export const runsContainers = hasEngine || process.env.CI === "true";

/** A test that needs an engine: without one it is skipped by name. */
export function withEngine(name: string, body: () => Promise<void>): void {
  if (runsContainers) test(name, body);
  else test.skip(`${name} (skipped: no Docker engine answers)`, body);
}

/** Runs `docker`; rejects when it fails. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execa("docker", args, { timeout: 300_000, stdin: "ignore" });
  return stdout;
}

/** A name that no other container or volume of this machine has. */
export function uniqueName(purpose: string): string {
  return `devnet-test-${purpose}-${randomBytes(6).toString("hex")}`;
}
