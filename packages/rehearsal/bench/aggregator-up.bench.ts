// The aggregator's stack on doubles, by plain Compose, from empty volumes: until the height grows at the door, until all is
// healthy, a second up, and down. The images are there.
// Usage: node bench/aggregator-up.bench.ts [--runs 5] [--generation v1] [--file FILE]
//   --file  a Compose file in place of the one that is rendered; its images have to be on this machine
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { renderMapped } from "../test/containers/bft/support/mapped-file.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    generation: { type: "string", default: "v1" },
    file: { type: "string" },
  },
});
const generation = values.generation === "v3" ? "v3" : "v1";
const folder = mkdtempSync(join(tmpdir(), "aggregator-up-"));
const network = `up-${randomBytes(4).toString("hex")}`;
const env = { ...process.env, STACK_PROJECT: network, STACK_NETWORK: network, AGGREGATOR_PORT: "0" };
const file = values.file ?? (await renderMapped(generation, folder));
const docker = (...args: string[]) =>
  execFileSync("docker", args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] });
const compose = (...args: string[]) => docker("compose", "--file", file, ...args);

/** Until the height was seen to grow at the door. */
async function grow(): Promise<void> {
  const [address] = docker("port", container("aggregator-proxy"), "8080").split("\n");
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} });
  for (let first: number | undefined; ; await delay(50)) {
    const answer = await fetch(`http://${address}`, { method: "POST", body }).catch(() => undefined);
    const { result } = ((await answer?.json()) ?? {}) as { result?: { blockNumber: string } };
    if (!result) continue;
    first ??= Number(result.blockNumber);
    if (Number(result.blockNumber) > first) return;
  }
}

const container = (service: string) => compose("ps", "--all", "--quiet", service).trim();

interface Inspected {
  Config: { Labels: Record<string, string> };
  State: {
    StartedAt: string;
    FinishedAt: string;
    Health?: { Log: { ExitCode: number; End: string }[] };
  };
}

/** When each service was healthy and each job had ended, ms after `start`; undefined while one is not. */
function settled(start: number): Map<string, number> | undefined {
  const ids = compose("ps", "--all", "--quiet").trim().split("\n");
  const found = JSON.parse(docker("inspect", ...ids)) as Inspected[];
  const times = found.map(({ Config, State }): [string, number] => {
    const passed = State.Health?.Log.find(({ ExitCode }) => ExitCode === 0)?.End;
    const at = Date.parse((State.Health ? passed : State.FinishedAt) ?? "");
    return [Config.Labels["com.docker.compose.service"] ?? "", at - start];
  });
  return times.every(([, at]) => at > 0) ? new Map(times) : undefined;
}

const times = { grown: [] as number[], healthy: [] as number[], again: [] as number[], down: [] as number[] };
const services = new Map<string, number[]>();
docker("network", "create", network);
try {
  for (let run = 0; run < Number(values.runs); run += 1) {
    const wall = Date.now();
    const start = performance.now();
    compose("up", "--detach");
    await grow();
    times.grown.push(performance.now() - start);
    let done = settled(wall);
    for (; !done; done = settled(wall)) await delay(200);
    times.healthy.push(Math.max(...done.values()));
    for (const [name, ms] of done) services.set(name, [...(services.get(name) ?? []), ms]);
    const again = performance.now();
    compose("up", "--detach");
    times.again.push(performance.now() - again);
    const down = performance.now();
    compose("down");
    times.down.push(performance.now() - down);
    compose("down", "--volumes");
  }
  const empty = `aggregator stack ${generation}, empty volumes to`;
  printRow(row(`${empty} a growing height`, "ms", times.grown, { op: "<=", value: 20_000 }));
  printRow(row(`${empty} all healthy`, "ms", times.healthy));
  for (const [name, samples] of services) printRow(row(`${empty} ${name} done or healthy`, "ms", samples));
  printRow(row("aggregator stack, up with nothing to do", "ms", times.again, { op: "<=", value: 3_000 }));
  printRow(row("aggregator stack, down", "ms", times.down, { op: "<=", value: 5_000 }));
} finally {
  spawnSync("docker", ["compose", "--file", file, "down", "--volumes", "--timeout", "5"], { env });
  docker("network", "rm", network);
  rmSync(folder, { recursive: true, force: true });
}
