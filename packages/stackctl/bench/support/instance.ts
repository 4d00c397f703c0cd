import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const execute = promisify(execFile);

/** An instance of containers under a name of its own. */
export interface BenchInstance {
  name: string;
  /** Runs a verb and returns its duration, ms. @throws with the output when it fails */
  run(verb: string, ...args: string[]): Promise<number>;
  /** `up --docker --detach` on free ports. */
  up(...args: string[]): Promise<number>;
  /** Leaves nothing of it. */
  remove(): void;
}

/** @param env further variables for its commands */
export function benchInstance(env: NodeJS.ProcessEnv = {}, name = benchName()): BenchInstance {
  const home = mkdtempSync(join(tmpdir(), "stackctl-bench-"));
  const options = { env: { ...process.env, STACKCTL_HOME: home, ...env } };
  const run: BenchInstance["run"] = async (verb, ...args) => {
    const start = performance.now();
    const [word = "", ...rest] = verb.split(" ");
    await execute(process.execPath, [cli, word, ...rest, ...args, "--instance", name, "--json"], options);
    return performance.now() - start;
  };
  return {
    name,
    run,
    up: (...args) => run("up", "--docker", "--detach", "--port-base", "0", ...args),
    remove() {
      for (const args of [["down"], ["wipe", "--yes", "--secrets", "--certs"]])
        spawnSync(process.execPath, [cli, ...args, "--instance", name], options);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A name that nobody else has. */
export const benchName = () => `b${randomBytes(4).toString("hex")}`;
