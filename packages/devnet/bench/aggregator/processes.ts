import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const built = join(import.meta.dirname, "../../dist/cli.js");
const source = join(import.meta.dirname, "../../src/cli.ts");

/** An aggregator as users run it (the bundle, or the source when it is not built). */
export interface AggregatorProcess {
  url: string;
  /** From the start of the process until it listens, ms. */
  startMs: number;
  /** Resident memory, MB. */
  memory(): number;
  stop(): Promise<void>;
}

/** Starts an aggregator on a state folder. */
export async function startAggregatorProcess(dataDir: string): Promise<AggregatorProcess> {
  const start = performance.now();
  const entry = existsSync(built) ? built : source;
  const child = spawn(process.execPath, [entry, "aggregator", "--port", "0", "--data-dir", dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { url } = JSON.parse(await firstLine(child)) as { url: string };
  return {
    url,
    startMs: performance.now() - start,
    memory: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024,
    stop: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** What the load client measured. */
export interface LoadResult {
  perSecond: number;
  refused: number;
  rounds: number;
  roundMs: number;
  medianMs: number;
  worstMs: number;
}

/** Sends `count` pre-signed requests from another process, `concurrency` at a time. */
export async function load(
  url: string,
  generation: "v1" | "v3",
  count: number,
  concurrency: number,
): Promise<LoadResult> {
  const client = spawn(
    process.execPath,
    [join(import.meta.dirname, "load.ts"), url, generation, `${count}`, `${concurrency}`],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const lines = createInterface(client.stdout)[Symbol.asyncIterator]();
  await lines.next();
  client.stdin.end("go\n");
  const { value } = await lines.next();
  const result = JSON.parse(value as string) as LoadResult;
  if (result.refused > 0) throw new Error(`${result.refused} of ${count} requests were refused.`);
  return result;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("The output of the aggregator is not piped.");
  const { value } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  return value as string;
}
