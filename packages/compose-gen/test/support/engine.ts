import { spawnSync } from "node:child_process";

/** Why the suites that need a Docker engine are skipped here; in CI they must run. */
export const noEngine =
  spawnSync("docker", ["info"], { timeout: 60_000, stdio: "ignore" }).status !== 0 && !process.env.CI;
