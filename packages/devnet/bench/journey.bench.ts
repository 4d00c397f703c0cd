// The whole journey of two unmodified sphere-sdk wallets against a stack of three processes.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { runJourney } from "../test/journey/support/journey.ts";
import { spawnStack } from "../test/journey/support/spawned-stack.ts";

const RUNS = 10;
const built = join(import.meta.dirname, "..", "dist", "cli.js");

const folder = mkdtempSync(join(tmpdir(), "journey-bench-"));
const stack = await spawnStack(folder, existsSync(built) ? built : undefined);
try {
  const totals: number[] = [];
  const steps: Record<string, number[]> = {};
  for (let run = 0; run <= RUNS; run += 1) {
    const { alice, bob, times } = await runJourney(stack, join(folder, `run-${run}`));
    await alice.close();
    await bob.close();
    if (run === 0) continue; // the SDK is compiled in the first run
    totals.push(Object.values(times).reduce((sum, ms) => sum + ms, 0));
    for (const [step, ms] of Object.entries(times)) {
      steps[step] ??= [];
      steps[step].push(ms);
    }
  }
  printRow(
    row("wallet journey: nametags, faucet, two transfers, DMs", "ms", totals, { op: "<=", value: 3000 }),
  );
  for (const [step, samples] of Object.entries(steps)) printRow(row(`  ${step}`, "ms", samples));
} finally {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
