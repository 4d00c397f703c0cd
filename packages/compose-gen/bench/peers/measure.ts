import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One cold process. */
export interface Command {
  program: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
}

/** No peer needs longer for anything here. */
const TIMEOUT = 60_000;

/** Wall time in ms. */
export function time({ program, args, env, cwd }: Command): number {
  const started = performance.now();
  const result = spawnSync(program, args, {
    stdio: "ignore",
    env: { ...process.env, ...env },
    cwd,
    timeout: TIMEOUT,
  });
  const took = performance.now() - started;
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(" ")} ended with ${result.status ?? result.signal}`);
  return took;
}

/** What the command prints. */
export function output({ program, args, env, cwd }: Command): string {
  const result = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
    cwd,
    timeout: TIMEOUT,
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${result.stderr}`);
  return result.stdout;
}

/** Most memory resident at once in MB, of the process or the largest of its children; `undefined` without GNU time. */
export function peakMemory(command: Command): number | undefined {
  const gnuTime = "/usr/bin/time";
  if (!existsSync(gnuTime)) return undefined;
  const report = join(tmpdir(), `compose-gen-rss-${process.pid}`);
  try {
    time({
      ...command,
      program: gnuTime,
      args: ["-f", "%M", "-o", report, command.program, ...command.args],
    });
    return Number(readFileSync(report, "utf8").trim().split("\n").at(-1)) / 1024;
  } finally {
    rmSync(report, { force: true });
  }
}
