// Start of the command, start of the stack on an empty state, and the memory of its processes 10 s after green.
// Usage: node bench/up.bench.ts [--runs 10] [--memory-runs 10]   (build first)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { printRow, row } from "../../../scripts/bench/row.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "10" }, "memory-runs": { type: "string", default: "10" } },
});
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "up-bench-"));

/** Runs a verb and returns its output and duration, ms. */
function run(...args: string[]): { output: string; ms: number } {
  const start = performance.now();
  const output = execFileSync(process.execPath, [cli, ...args], {
    env: { ...process.env, STACKCTL_HOME: home },
    encoding: "utf8",
  });
  return { output, ms: performance.now() - start };
}

/** Starts on an empty state; the time is from the start of the command to its end with everything green. */
function up(): { ms: number; pids: number[] } {
  const { output, ms } = run("up", "--detach", "--port-base", "0", "--json");
  const { services } = JSON.parse(output) as { services: { pid: number }[] };
  return { ms, pids: services.map(({ pid }) => pid) };
}

const wipe = () => run("wipe", "--yes", "--secrets");

/** Sum over the processes of a line such as `VmRSS:  1234 kB`, MB. */
function sumOf(pids: readonly number[], file: string, field: string): number {
  const sizes = pids.map((pid) => {
    const text = readFileSync(`/proc/${pid}/${file}`, "utf8");
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1]);
  });
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

try {
  up();
  wipe();
  const runs = Array.from({ length: Number(values.runs) });
  printRow(
    row(
      "stackctl --version, cold",
      "ms",
      runs.map(() => run("--version").ms),
      { op: "<=", value: 80 },
    ),
  );
  const starts = runs.map(() => {
    const { ms } = up();
    wipe();
    return ms;
  });
  printRow(row("up --detach, empty state to all green", "ms", starts, { op: "<=", value: 1500 }));
  up();
  printRow(
    row(
      "up --detach, nothing to do",
      "ms",
      runs.map(() => run("up", "--detach").ms),
    ),
  );
  wipe();
  if (process.platform === "linux") await memory(Number(values["memory-runs"]));
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** The pages of the node binary are shared by the processes: the resident size counts them each time, the proportional one once. */
async function memory(count: number): Promise<void> {
  const resident: number[] = [];
  const proportional: number[] = [];
  for (let run = 0; run < count; run += 1) {
    const { pids } = up();
    await delay(10_000);
    resident.push(sumOf(pids, "status", "VmRSS"));
    proportional.push(sumOf(pids, "smaps_rollup", "Pss"));
    wipe();
  }
  const note = "counts the shared pages of the node binary (about 46 MB) once per process";
  printRow(
    row("memory of all processes 10 s after green, resident", "MB", resident, { op: "<=", value: 180 }, note),
  );
  printRow(
    row("memory of all processes 10 s after green, proportional", "MB", proportional, {
      op: "<=",
      value: 180,
    }),
  );
}
