// Stacks in containers, with the images present: first up, second up, down, restore of a snapshot, ten relays at once.
// Usage: node bench/up-docker.bench.ts [--runs 10]   (build first; the images are made when they are missing)
import { execFileSync, spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { aggregatorImages, faucetImage, relayImage } from "../test/containers/docker/support/images.ts";
import { type BenchInstance, benchInstance, benchName } from "./support/instance.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "10" } } });
const runs = Number(values.runs);
const relay = ["--image", `relay=${await relayImage()}`];
const faucet = ["--image", `faucet=${await faucetImage()}`];
const aggregator = await aggregatorImages("v1");

const docker = (...args: string[]) => execFileSync("docker", args, { encoding: "utf8" });

await benchRelayAndFaucet();
await benchAggregator();
await benchTenRelays();

/** With the embedded aggregator in a container of its own: a new chain for each run, since the faucet is another one. */
async function benchRelayAndFaucet(): Promise<void> {
  const name = benchName();
  const container = `aggregator-of-${name}`;
  const url = `http://${container}:3000`;
  const env = { AGGREGATOR_URL: url, TRUST_BASE_URL: `${url}/.well-known/trust-base.json` };
  const instance = benchInstance(env, name);
  const up = () => instance.up("relay", "faucet", ...relay, ...faucet);
  const first: number[] = [];
  const second: number[] = [];
  const down: number[] = [];
  docker("network", "create", `unicity-${name}`);
  try {
    for (let count = 0; count < runs; count++) {
      docker(
        ...["run", "--detach", "--name", container, "--network", `unicity-${name}`, "--user", "1001"],
        ...["--entrypoint", "unicity-devnet", await faucetImage(), "aggregator"],
        ...["--host", "0.0.0.0", "--port", "3000", "--data-dir", "/tmp/aggregator"],
      );
      first.push(await up());
      second.push(await up());
      down.push(await instance.run("down"));
      await instance.run("wipe", "--yes", "--secrets");
      docker("rm", "--force", "--volumes", container);
    }
  } finally {
    instance.remove();
    spawnSync("docker", ["rm", "--force", "--volumes", container]);
    spawnSync("docker", ["network", "rm", `unicity-${name}`]);
  }
  printRow(bar("up --docker relay faucet, empty state to all green", first, 8_000));
  printRow(bar("up --docker relay faucet, nothing to do", second, 3_000));
  printRow(bar("down, relay and faucet", down, 5_000));
}

/** The doubles keep the timing of the real root node: about 10 s to its round 10 when the chain is new. */
async function benchAggregator(): Promise<void> {
  const first: number[] = [];
  const second: number[] = [];
  const down: number[] = [];
  const snapshot: number[] = [];
  const restore: number[] = [];
  const wiped: number[] = [];
  for (let count = 0; count < runs; count++) {
    const instance = benchInstance();
    try {
      first.push(await instance.up("aggregator", ...aggregator));
      second.push(await instance.up());
      snapshot.push(await instance.run("snapshot", "base"));
      restore.push(await instance.run("snapshot restore", "base", "--yes"));
      down.push(await instance.run("down"));
      await instance.run("wipe", "--yes");
      const start = performance.now();
      await instance.run("snapshot restore", "base");
      await instance.up();
      wiped.push(performance.now() - start);
    } finally {
      instance.remove();
    }
  }
  printRow(bar("up --docker aggregator, empty state to growing height", first, 20_000));
  printRow(bar("up --docker aggregator, nothing to do", second, 3_000));
  printRow(bar("down, aggregator", down, 5_000));
  printRow(row("snapshot of a running aggregator, until it is green again", "ms", snapshot));
  printRow(bar("snapshot restore of a running aggregator, until it is green again", restore, 16_000));
  printRow(bar("snapshot restore and up of a wiped aggregator, to growing height", wiped, 16_000));
}

async function benchTenRelays(): Promise<void> {
  const samples: number[] = [];
  for (let count = 0; count < Math.min(runs, 3); count++) {
    const instances = Array.from({ length: 10 }, (): BenchInstance => benchInstance());
    try {
      const start = performance.now();
      await Promise.all(instances.map((instance) => instance.up("relay", ...relay)));
      samples.push(performance.now() - start);
    } finally {
      for (const instance of instances) instance.remove();
    }
  }
  printRow(row("ten times up --docker relay at once, until all are green", "ms", samples));
}

function bar(name: string, samples: number[], value: number) {
  return row(name, "ms", samples, { op: "<=", value });
}
