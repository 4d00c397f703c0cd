// Relay and faucet in containers: first up, second up and down, with the images present and an aggregator that runs.
// Usage: node bench/up-docker.bench.ts [--runs 5]   (build first; the images are made when they are missing)
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { faucetImageBuild } from "faucet-image/image";
import { baseImage, ensureImage, type ImageDefinition, relayDouble } from "rehearsal";
import { relayImageBuild } from "relay-image/image";
import { printRow, row } from "../../../scripts/bench/row.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "5" } } });
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "up-docker-bench-"));
const instance = `b${randomBytes(4).toString("hex")}`;
const aggregator = `aggregator-of-${instance}`;

const docker = (...args: string[]) => execFileSync("docker", args, { encoding: "utf8" });

/** Runs a verb and returns its duration, ms. */
function run(verb: string, ...args: string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, [cli, verb, "--instance", instance, "--json", ...args], {
    env: {
      ...process.env,
      STACKCTL_HOME: home,
      AGGREGATOR_URL: `http://${aggregator}:3000`,
      TRUST_BASE_URL: `http://${aggregator}:3000/.well-known/trust-base.json`,
    },
  });
  return performance.now() - start;
}

const relay = await ensureImage(relayImageBuild<ImageDefinition>(baseImage(), relayDouble()));
const faucet = await ensureImage(faucetImageBuild<ImageDefinition>(baseImage()));
const images = ["--image", `relay=${relay}`, "--image", `faucet=${faucet}`];
const up = () => run("up", "--docker", "--detach", "--port-base", "0", "relay", "faucet", ...images);

/** A new chain for each run: a faucet with a new identity could not have the nametag of the one before. */
function startAggregator(): void {
  docker(
    ...["run", "--detach", "--name", aggregator, "--network", `unicity-${instance}`, "--user", "1001"],
    ...["--entrypoint", "unicity-devnet", faucet, "aggregator"],
    ...["--host", "0.0.0.0", "--port", "3000", "--data-dir", "/tmp/aggregator"],
  );
}

const stopAggregator = () => docker("rm", "--force", "--volumes", aggregator);

docker("network", "create", `unicity-${instance}`);
try {
  const first: number[] = [];
  const second: number[] = [];
  const down: number[] = [];
  for (let count = 0; count < Number(values.runs); count++) {
    startAggregator();
    first.push(up());
    second.push(up());
    down.push(run("down"));
    run("wipe", "--yes", "--secrets");
    stopAggregator();
  }
  printRow(
    row("up --docker relay faucet, empty state to all green", "ms", first, { op: "<=", value: 8_000 }),
  );
  printRow(row("up --docker relay faucet, nothing to do", "ms", second, { op: "<=", value: 3_000 }));
  printRow(row("down, relay and faucet", "ms", down, { op: "<=", value: 5_000 }));
} finally {
  spawnSync(process.execPath, [cli, "down", "--instance", instance], {
    env: { ...process.env, STACKCTL_HOME: home },
  });
  spawnSync("docker", ["rm", "--force", "--volumes", aggregator]);
  docker("network", "rm", `unicity-${instance}`);
  rmSync(home, { recursive: true, force: true });
}
