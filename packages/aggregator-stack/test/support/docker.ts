import { spawnSync } from "node:child_process";
import { test } from "vitest";

function answers(...args: string[]): boolean {
  return spawnSync("docker", args, { timeout: 60_000 }).status === 0;
}

const hasCompose = answers("compose", "version");
export const hasEngine = hasCompose && answers("info");

/** A test that needs a tool: without it, it is skipped by name; in CI it runs and fails instead. */
function requires(available: boolean, what: string) {
  const run = available || process.env.CI === "true";
  return (name: string, body: () => Promise<void>) =>
    run ? test(name, body) : test.skip(`${name} (skipped: ${what})`, body);
}

/** A test that needs `docker compose`, but no engine. */
export const withCompose = requires(hasCompose, "`docker compose version` fails");
/** A test that needs an engine and Compose. */
export const withEngine = requires(hasEngine, "no Docker engine answers");
