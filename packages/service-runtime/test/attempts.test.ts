import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startRuntime } from "./support/runtime.ts";

const environment = { SSL_DOMAIN: "a.example.org" };

/** Seconds to wait after failures so many seconds ago, at a time that stands still. */
async function wait(...ago: number[]): Promise<number> {
  const runtime = startRuntime();
  const folder = join(runtime.folder, "letsencrypt/service-runtime");
  mkdirSync(folder);
  const now = 1_800_000_000;
  const lines = ago.map((seconds) => `${now - seconds}\n`).join("");
  writeFileSync(join(folder, "failures.production.a.example.org"), lines);
  const { stdout } = await runtime.bash(`date() { printf '${now}\\n'; }; seconds_to_wait`, environment);
  return Number(stdout);
}

test.for<[number[], number]>([
  [[], 0],
  [[0], 30],
  [[10], 20],
  [[100], 0],
  [[90, 0], 60],
  [[300, 200, 0], 120],
  [[3000, 2000, 1000, 0], 600],
  [[3500, 3000, 2000, 1000, 0], 600],
  [[4000, 3900, 3800, 3700], 0],
])("after failures %j s ago the authority is asked again in %d s", async ([ago, expected]) => {
  expect(await wait(...ago)).toBe(expected);
});

test("failures are kept by name and environment, and forgotten after a success", async () => {
  const runtime = startRuntime();
  const { stdout } = await runtime.bash(
    "record_failure; record_failure; recent_failures | wc -l; ENVIRONMENT=staging; seconds_to_wait; ENVIRONMENT=production; forget_failures; seconds_to_wait",
    environment,
  );
  expect(stdout.split("\n")).toEqual(["2", "0", "0"]);
});
