// The three stacks over an air gap, images built: `airgap save` from a registry on this machine to one file, `airgap load` from
// it on an engine that is empty and reaches nothing, for both kinds of image store.
// Usage: node bench/airgap.bench.ts [--runs 10]   (build first; the images are made when they are missing)
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { startDockerRegistry } from "../../compose-gen/test/lock/support/docker-registry.ts";
import { OwnEngine } from "../../rehearsal/test/support/own-engine/own-engine.ts";
import { aggregatorImages, faucetImage, relayImage } from "../test/containers/docker/support/images.ts";
import { CLI } from "../test/support/run-cli.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "10" } } });
const runs = Number(values.runs);
const BAR_MS = 60_000;
const stacks = ["relay", "faucet", "aggregator"].flatMap((name) => ["--stack", name]);

await using registry = await startDockerRegistry();
const images = await pushAll();
await benchStore("containerd image store", true);
await benchStore("any other engine", false);

/** Brings every image of the stacks to the registry. @returns `--image KEY=REFERENCE` of each */
async function pushAll(): Promise<string[]> {
  const aggregator = (await aggregatorImages("v1")).filter((text) => text !== "--image");
  const all = [`relay=${await relayImage()}`, `faucet=${await faucetImage()}`, ...aggregator];
  const given: string[] = [];
  for (const [key = "", reference = ""] of all.map((text) => text.split("="))) {
    const pushed = `${registry.host}/bench/${key}:1`;
    await docker("tag", reference, pushed);
    try {
      await docker("push", "--quiet", pushed);
    } finally {
      await docker("image", "rm", pushed);
    }
    given.push("--image", `${key}=${pushed}`);
  }
  return given;
}

/** Every run has an engine of its own, whose start and end are not measured. */
async function benchStore(store: string, containerd: boolean): Promise<void> {
  const save: number[] = [];
  const load: number[] = [];
  let bytes = 0;
  for (let count = 0; count < runs; count++) {
    const folder = mkdtempSync(join(tmpdir(), "airgap-bench-"));
    try {
      await using engine = await OwnEngine.start({ features: { "containerd-snapshotter": containerd } });
      const file = join(folder, "stacks.tar");
      save.push(await timed([process.execPath, CLI, "airgap", "save", file, ...stacks, ...images, "--json"]));
      bytes = statSync(file).size;
      const variables = [`DOCKER_HOST=${engine.url}`, `STACKCTL_HOME=${folder}`];
      const command = [
        process.execPath,
        CLI,
        "airgap",
        "load",
        file,
        "--out",
        join(folder, "files"),
        "--json",
      ];
      load.push(await timed(engine.inside("env", ...variables, ...command)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const both = save.map((milliseconds, at) => milliseconds + (load[at] ?? Number.NaN));
  const size = `${Math.round(bytes / 1e6)} MB; images of others are doubles`;
  printRow(
    row(`airgap save and load, three stacks, ${store}`, "ms", both, { op: "<=", value: BAR_MS }, size),
  );
  printRow(row(`airgap save, three stacks, ${store}`, "ms", save));
  printRow(row(`airgap load, three stacks, ${store}`, "ms", load));
}

/** Duration of a command, ms. @throws with its output when it fails */
async function timed([program = "", ...args]: readonly string[]): Promise<number> {
  const start = performance.now();
  await execa(program, args, { timeout: 600_000, stdin: "ignore" });
  return performance.now() - start;
}

async function docker(...args: string[]): Promise<void> {
  await execa("docker", args, { timeout: 300_000, stdin: "ignore" });
}
