// The aggregator under load from another process, over the size of its tree, and with a million leaves.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { fillState } from "./aggregator/fill.ts";
import { type LoadResult, load, startAggregatorProcess } from "./aggregator/processes.ts";

const RUNS = 10;
const REQUESTS = 2000;
const CONCURRENCY = 200;

const folder = mkdtempSync(join(tmpdir(), "aggregator-bench-"));
try {
  await throughput("v1");
  await throughput("v3");
  await costOverSize();
  await millionLeaves();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Requests per second that are accepted and certified: an answer comes only when its round is on disk. */
async function throughput(api: "v1" | "v3"): Promise<void> {
  const aggregator = await startAggregatorProcess(join(folder, api));
  const idle = aggregator.memory();
  const results = await times(RUNS, () => load(aggregator.url, api, REQUESTS, CONCURRENCY));
  await aggregator.stop();
  const name = `${api} requests certified`;
  printRow(row(name, "requests/s", pick(results, "perSecond"), { op: ">=", value: 1000 }));
  const rounds = results.map(({ medianMs, roundMs }) => medianMs / roundMs);
  printRow(row(`${name}, rounds from request to answer`, "rounds", rounds, { op: "<=", value: 2 }));
  if (api === "v1") printRow(row("aggregator, idle memory", "MB", [idle]));
}

/** Throughput with a thousand, ten thousand and a hundred thousand leaves, in turn so that noise hits all alike. */
async function costOverSize(): Promise<void> {
  const sizes = [1000, 10_000, 100_000];
  const costs = new Map<number, number[]>(sizes.map((size) => [size, []]));
  const starts: number[] = [];
  for (const size of sizes) fillState(join(folder, `leaves-${size}`), { v1: size, v3: 0 });
  for (let run = 0; run < RUNS; run += 1) {
    for (const size of sizes) {
      const aggregator = await startAggregatorProcess(join(folder, `leaves-${size}`));
      if (size === 100_000) starts.push(aggregator.startMs);
      const { perSecond } = await load(aggregator.url, "v1", 1000, CONCURRENCY);
      costs.get(size)?.push(1000 / perSecond);
      await aggregator.stop();
    }
  }
  for (const [size, samples] of costs) printRow(row(`v1 request at ${size} leaves`, "ms", samples));
  const [small = [], , large = []] = costs.values();
  const ratios = large.map((cost, run) => cost / (small[run] ?? Number.NaN));
  printRow(row("cost of a request at 100,000 leaves to 1,000", "x", ratios, { op: "<=", value: 1.25 }));
  printRow(row("start with 100,000 leaves", "ms", starts));
}

async function millionLeaves(): Promise<void> {
  const dataDir = join(folder, "million");
  fillState(dataDir, { v1: 1_000_000, v3: 0 });
  const aggregator = await startAggregatorProcess(dataDir);
  const { perSecond } = await load(aggregator.url, "v1", REQUESTS, CONCURRENCY);
  printRow(row("memory with 1,000,000 leaves", "MB", [aggregator.memory()], { op: "<=", value: 1536 }));
  printRow(row("start with 1,000,000 leaves", "ms", [aggregator.startMs]));
  printRow(row("v1 requests certified with 1,000,000 leaves", "requests/s", [perSecond]));
  await aggregator.stop();
}

async function times<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  await run(); // the first run compiles
  for (let i = 0; i < count; i += 1) results.push(await run());
  return results;
}

function pick(results: LoadResult[], field: keyof LoadResult): number[] {
  return results.map((result) => result[field]);
}
