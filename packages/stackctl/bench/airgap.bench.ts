// Bundles of the three stacks: save from a registry on loopback, load on an engine with a containerd image store and none.
// Usage: node bench/airgap.bench.ts [--runs 3]   (build first, as root; the images are made when they are missing)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { startDockerRegistry } from "../../compose-gen/test/lock/support/docker-registry.ts";
import { OwnEngine } from "../../rehearsal/test/support/own-engine/own-engine.ts";
import { aggregatorImages, faucetImage, relayImage } from "../test/containers/docker/support/images.ts";
import { CLI } from "../test/support/run-cli.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "3" } } });
const folder = mkdtempSync(join(tmpdir(), "stackctl-bench-"));
const file = join(folder, "stacks.tar");
const samples: Record<"save" | "load" | "both", number[]> = { save: [], load: [], both: [] };

try {
  await using registry = await startDockerRegistry();
  const given = ["--image", `relay=${await relayImage()}`, "--image", `faucet=${await faucetImage()}`];
  const images = [...given, ...(await aggregatorImages("v1"))].filter((text) => text !== "--image");
  const options = images.flatMap((text) => ["--image", pushed(registry.host, text)]);
  for (let count = 0; count < Number(values.runs); count++) {
    const save = timed(() => run([process.execPath, CLI, "airgap", "save", file, ...options]));
    await using engine = await OwnEngine.start({ features: { "containerd-snapshotter": true } });
    const out = join(folder, `${count}`);
    const command = ["env", `DOCKER_HOST=${engine.url}`, process.execPath, CLI, "airgap", "load", file];
    const load = timed(() => run(engine.inside(...command, "--out", out)));
    samples.save.push(save);
    samples.load.push(load);
    samples.both.push(save + load);
    rmSync(file);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
printRow(row("airgap save, three stacks, images at a registry on loopback", "ms", samples.save));
printRow(row("airgap load, three stacks, engine without images", "ms", samples.load));
printRow(row("airgap save and load, three stacks", "ms", samples.both, { op: "<=", value: 60_000 }));

/** `KEY=REFERENCE` of the engine's image → the same at the registry. */
function pushed(host: string, text: string): string {
  const [key = "", image = ""] = text.split("=");
  const target = `${host}/bench/${key}:1.0.0`;
  run(["docker", "tag", image, target]);
  run(["docker", "push", "--quiet", target]);
  run(["docker", "image", "rm", target]);
  return `${key}=${target}`;
}

function run([file = "", ...args]: readonly string[]): void {
  execFileSync(file, args, { stdio: ["ignore", "ignore", "inherit"] });
}

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}
