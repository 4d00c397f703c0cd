import { spawnSync } from "node:child_process";
import { execa } from "execa";
import { test } from "vitest";

const present = ["docker info", "busybox true"].every(
  (command) => spawnSync("sh", ["-c", command], { timeout: 60_000 }).status === 0,
);

/** A test that needs an engine and a static busybox: without them it is skipped by name; in CI it runs and fails instead. */
export function withEngine(name: string, body: () => Promise<void>): void {
  if (present || process.env.CI) test(name, body);
  else test.skip(`${name} (skipped: needs a Docker engine and busybox)`, body);
}

/** Runs `docker`; rejects when it fails. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execa("docker", args, { timeout: 300_000, stdin: "ignore" });
  return stdout;
}
