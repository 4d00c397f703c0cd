import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A running process and its arguments, program first. */
export interface CommandLine {
  pid: number;
  argv: string[];
}

/** The arguments of one process; `undefined` when it is gone or belongs to somebody else. */
export function commandLineOf(pid: number): string[] | undefined {
  return listCommandLines().find((entry) => entry.pid === pid)?.argv;
}

/** All processes this user can see, without their secrets: only `argv`. */
export function listCommandLines(platform = process.platform): CommandLine[] {
  return platform === "linux" ? listFromProc() : listFromPs();
}

function listFromProc(): CommandLine[] {
  const found: CommandLine[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const argv = readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0").slice(0, -1);
      if (argv.length > 0) found.push({ pid: Number(entry), argv });
    } catch {
      // It ended, or is not ours to read.
    }
  }
  return found;
}

function listFromPs(): CommandLine[] {
  const output = execFileSync("ps", ["-axo", "pid=,command="], { encoding: "utf8", timeout: 5_000 });
  return output
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.length > 1)
    .map(([pid, ...argv]) => ({ pid: Number(pid), argv }));
}
