// What the harness adds to a test run with all three services, and what a snapshot of them costs through it.
// Usage: node bench/global-setup.bench.ts [--runs 10]   (build first)
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { startStack } from "../src/index.ts";
import { measureSetup, type SetupTimes } from "./support/measure-setup.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "10" } } });
const runs = Array.from({ length: Number(values.runs) });
const home = mkdtempSync(join(tmpdir(), "e2e-bench-"));
const env = { ...process.env, STACKCTL_HOME: home };

/** Duration of a task, ms. */
async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

try {
  await measureSetup(env);
  const measured: SetupTimes[] = [];
  for (const _ of runs) measured.push(await measureSetup(env));
  const of = (part: keyof SetupTimes) => measured.map((times) => times[part]);
  printRow(row("globalSetup, embedded, to all green", "ms", of("setup"), { op: "<=", value: 1500 }));
  printRow(row("its teardown, until nothing is left", "ms", of("teardown")));
  await controlOf();
  await fourAtOnce();
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function controlOf(): Promise<void> {
  await using stack = await startStack({ env, accounts: 1 });
  const recipient = stack.accounts[0]?.directAddress ?? "";
  const [snapshots, reverts]: [number[], number[]] = [[], []];
  for (const _ of runs) {
    let id = "";
    snapshots.push(
      await timed(async () => {
        id = await stack.snapshot();
      }),
    );
    await stack.fund(recipient, { baseUnits: 1n });
    reverts.push(await timed(() => stack.revert(id)));
  }
  printRow(row("stack.snapshot()", "ms", snapshots, { op: "<=", value: 100 }));
  printRow(row("stack.revert()", "ms", reverts, { op: "<=", value: 100 }));
}

async function fourAtOnce(): Promise<void> {
  const times: number[] = [];
  for (const _ of runs) {
    const start = performance.now();
    const stacks = await Promise.all([1, 2, 3, 4].map(() => startStack({ env })));
    times.push(performance.now() - start);
    await Promise.all(stacks.map((stack) => stack.stop()));
  }
  printRow(row("four stacks at once, until all are green", "ms", times));
}
