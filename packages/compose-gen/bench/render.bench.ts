// Cold `compose-gen render relay` beside `docker compose config -q` on the file that it renders, in turn in one run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { printRow, row } from "../../../scripts/bench/row.ts";

const RUNS = 20;
const root = fileURLToPath(new URL("../../..", import.meta.url));
const cli = join(root, "packages/compose-gen/dist/cli.js");
const out = mkdtempSync(join(tmpdir(), "compose-gen-bench-"));

const render = ["render", "relay", "--out", out];
const compose = ["compose", "-f", join(root, "generated/relay.yml"), "config", "-q"];

function milliseconds(command: string, args: string[]): number {
  const started = performance.now();
  const result = spawnSync(command, args, {
    stdio: "ignore",
    env: { ...process.env, COMPOSE_PROJECT_NAME: "bench" },
  });
  if (result.status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${result.status}`);
  return performance.now() - started;
}

/** Peak resident memory in MB as the process itself sees it when it ends. */
function peakMemory(): number {
  const hook = join(out, "hook.cjs");
  const report = join(out, "rss");
  writeFileSync(
    hook,
    `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)));`,
  );
  milliseconds(process.execPath, ["--require", hook, cli, ...render]);
  return Number(readFileSync(report, "utf8")) / 1024;
}

try {
  const hasCompose = spawnSync("docker", ["compose", "version"], { stdio: "ignore" }).status === 0;
  milliseconds(process.execPath, [cli, ...render]);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    ours.push(milliseconds(process.execPath, [cli, ...render]));
    if (hasCompose) theirs.push(milliseconds("docker", compose));
  }
  printRow(row("render relay, cold process", "ms", ours));
  if (hasCompose) {
    printRow(row("docker compose config -q, same file", "ms", theirs));
    const ratios = ours.map((value, index) => value / (theirs[index] ?? Number.NaN));
    printRow(row("render ÷ docker compose config", "x", ratios, { op: "<=", value: 1 }));
  } else {
    printRow({
      ...row("render ÷ docker compose config", "x", []),
      note: "no docker compose on this machine",
    });
  }
  printRow(
    row(
      "node -e 0 (floor)",
      "ms",
      ours.map(() => milliseconds(process.execPath, ["-e", "0"])),
    ),
  );
  printRow(row("render relay, peak memory", "MB", ours.map(peakMemory), { op: "<=", value: 80 }));
} finally {
  rmSync(out, { recursive: true, force: true });
}
