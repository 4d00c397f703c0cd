import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchRow } from "./row.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every bench of the repository, relative to its root. */
export function benchFiles(): string[] {
  return globSync("packages/*/bench/*.bench.ts", { cwd: root }).sort();
}

/** Runs one bench in a process of its own and returns the rows that it printed. */
export async function runBench(file: string): Promise<BenchRow[]> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, file)], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const rows = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as BenchRow);
  if (code !== 0)
    rows.push({ name: file, unit: "", median: Number.NaN, min: 0, max: 0, runs: 0, error: `exit ${code}` });
  return rows;
}
