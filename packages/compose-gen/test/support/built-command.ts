import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { join } from "node:path";

/** The bundled command with the definitions of this repository. */
export const builtCommand = join(import.meta.dirname, "../../dist/cli.js");

/** Options that choose every file. */
export const everything = ["--all-generations", "--all-profiles"];

/** Runs the bundled command; `before` are arguments of node. */
export function runBuilt(
  args: readonly string[],
  options: { before?: readonly string[]; env?: Record<string, string> } = {},
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...(options.before ?? []), builtCommand, ...args], {
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", ...options.env },
    timeout: 100_000,
  });
}
