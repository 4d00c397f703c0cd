import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { join } from "node:path";

/** The command as it lies in the sources. */
const sourceCommand = join(import.meta.dirname, "../../src/cli.ts");

/** A shell's line in which `compose-gen` is the command of the sources, run as a process of its own in a folder. */
export function shell(folder: string, line: string): SpawnSyncReturns<string> {
  const script = `compose-gen() { '${process.execPath}' '${sourceCommand}' "$@"; }\nset -o pipefail\n${line}\n`;
  return spawnSync("bash", ["--norc", "-c", script], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", NODE_DISABLE_COMPILE_CACHE: "1" },
    timeout: 100_000,
  });
}
