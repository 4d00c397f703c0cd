import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDockerRegistry } from "../../../../compose-gen/test/lock/support/docker-registry.ts";
import { ownEngineObstacle } from "../../../../rehearsal/test/support/own-engine/as-root.ts";
import { OwnEngine } from "../../../../rehearsal/test/support/own-engine/own-engine.ts";
import { readDefinitions } from "../../../src/backend/docker/parts/definitions.ts";
import { airgapLoadDocument, airgapSaveDocument } from "../../../src/output/day-two-schemas.ts";
import { CLI, runJson } from "../../support/run-cli.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { relayImage } from "./support/images.ts";
import { docker } from "./support/instance.ts";
import { intoIndex } from "./support/into-index.ts";

const hasEngine = spawnSync("docker", ["info"], { timeout: 60_000 }).status === 0;
const obstacle = hasEngine ? ownEngineObstacle() : "no Docker engine answers";
const runs = obstacle === undefined || process.env.CI === "true";

/** A test that needs a second engine. */
function withOwnEngine(name: string, body: () => Promise<void>): void {
  if (runs) test(name, body);
  else test.skip(`${name} (skipped: ${obstacle})`, body);
}

const folder = mkdtempSync(join(tmpdir(), "stackctl-airgap-"));
const file = join(folder, "relay.tar");
const tag = readDefinitions().images.relay?.tag ?? "";
/** As the registry knows it. */
let reference: string;

/** The bundle is made while there is a registry, which is gone before anything is loaded. */
beforeAll(async () => {
  if (!runs) return;
  await using registry = await startDockerRegistry();
  const pushed = `${registry.host}/unicity-sphere/relay:${tag}`;
  await docker("tag", await relayImage(), pushed);
  try {
    await execa("docker", ["push", "--quiet", pushed], { timeout: 300_000, stdin: "ignore" });
  } finally {
    await docker("image", "rm", pushed);
  }
  const platform = await docker("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}");
  await intoIndex(registry, `unicity-sphere/relay:${tag}`, platform);
  const env = { COMPOSE_GEN_MIRROR_GHCR_IO: registry.origin };
  const save = ["airgap", "save", file, "--stack", "relay", "--platform", platform];
  const { document } = await runJson(folder, save, env, 540_000);
  reference = airgapSaveDocument.parse(document).images[0]?.reference ?? "";
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads the bundle on an engine that reaches no registry, and starts its file there. */
async function loadedAndStarted(settings: object) {
  const home = temporaryFolder();
  const out = join(home, "files");
  await using engine = await OwnEngine.start(settings);
  const run = async (...command: string[]) => {
    const variables = [`DOCKER_HOST=${engine.url}`, `STACKCTL_HOME=${home}`, "RELAY_PORT=7777"];
    const [program = "", ...args] = engine.inside("env", ...variables, ...command);
    return (await execa(program, args, { timeout: 540_000, stdin: "ignore" })).stdout;
  };
  const load = () => run(process.execPath, CLI, "airgap", "load", file, "--out", out, "--json");
  const loaded = airgapLoadDocument.parse(JSON.parse(await load()));
  expect(airgapLoadDocument.parse(JSON.parse(await load()))).toEqual(loaded);
  await run("docker", "network", "create", "unicity");
  const compose = ["docker", "compose", "--file", join(out, "relay.yml")];
  await run(...compose, "up", "--detach", "--wait", "--pull", "never");
  const container = await run(...compose, "ps", "--quiet");
  const format = "{{.Config.Image}} {{.State.Health.Status}}";
  return { loaded, started: await run("docker", "inspect", "--format", format, container) };
}

withOwnEngine("an engine with a containerd image store has the images under their own names", async () => {
  const { loaded, started } = await loadedAndStarted({ features: { "containerd-snapshotter": true } });
  expect(loaded).toMatchObject({ how: "containerd", registry: null, images: [{ reference }] });
  expect(started).toBe(`${reference} healthy`);
});

withOwnEngine("any other engine has them from loopback, with the same digests", async () => {
  const { loaded, started } = await loadedAndStarted({ features: { "containerd-snapshotter": false } });
  const moved = reference.replace("ghcr.io", "127.0.0.1:11005");
  expect(loaded).toMatchObject({
    how: "pulled",
    registry: "127.0.0.1:11005",
    images: [{ reference: moved }],
  });
  expect(started).toBe(`${moved} healthy`);
});
