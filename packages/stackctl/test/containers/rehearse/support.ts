import { spawnSync } from "node:child_process";
import { execa } from "execa";
import { test } from "vitest";
import { projectOf } from "../../../src/rehearse/names.ts";

/** Does a Docker engine answer on this machine? */
const hasEngine = spawnSync("docker", ["info"], { timeout: 60_000 }).status === 0;
const run = hasEngine || process.env.CI === "true";

/** A test that needs an engine: without one it is skipped by name; in CI it runs and fails instead. */
export function withEngine(name: string, body: () => Promise<void>): void {
  if (run) test(name, body);
  else test.skip(`${name} (skipped: no Docker engine answers)`, body);
}

/** Runs `docker`; rejects when it fails. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execa("docker", args, { timeout: 300_000, stdin: "ignore" });
  return stdout;
}

/** Names of everything of a rehearsal that the engine has. */
export async function leftOf(id: string): Promise<string[]> {
  const filter = ["--filter", `name=${projectOf(id)}`];
  const lists = await Promise.all([
    docker("ps", "--all", ...filter, "--format", "{{.Names}}"),
    docker("network", "ls", ...filter, "--format", "{{.Name}}"),
    docker("volume", "ls", ...filter, "--format", "{{.Name}}"),
  ]);
  return lists.flatMap((list) => list.split("\n").filter(Boolean));
}
