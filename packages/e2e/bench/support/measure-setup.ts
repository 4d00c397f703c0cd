import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const entry = new URL("../../dist/vitest.js", import.meta.url).href;

/** Loads the built entry as vitest does, sets up and tears down. */
const PROGRAM = `
  const begin = performance.now();
  const { default: setup } = await import(${JSON.stringify(entry)});
  const teardown = await setup();
  const up = performance.now();
  await teardown();
  console.log(JSON.stringify({ setup: up - begin, teardown: performance.now() - up }));`;

/** Durations, ms: from the import of the entry to all checks passed, and of the end. */
export interface SetupTimes {
  setup: number;
  teardown: number;
}

/** Measures them in a process of its own, as a vitest that has nothing loaded yet. */
export async function measureSetup(env: NodeJS.ProcessEnv): Promise<SetupTimes> {
  const args = ["--input-type=module", "--eval", PROGRAM];
  const options = {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { ...env, E2E_LOCAL_AGGREGATOR: "1" },
  };
  const { stdout } = await execute(process.execPath, args, options);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
