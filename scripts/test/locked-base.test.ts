import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  push,
  skipped,
  startDockerRegistry,
} from "../../packages/compose-gen/test/lock/support/docker-registry.ts";
import { testManifest } from "../../packages/compose-gen/test/lock/support/image.ts";
import { BASE_KEY, DEBIAN_KEY } from "../build-images/pinned.ts";
import { planBuilds } from "../build-images/plan.ts";
import { parseRequest } from "../build-images/request.ts";

const checkout = join(import.meta.dirname, "../..");
const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));

/** What is built with this lock file. */
function plan(lockFile: string, ...args: string[]) {
  const surroundings = { checkout, version: "9.8.7", registry: "registry.example.org/us" };
  return planBuilds(parseRequest(args), { ...surroundings, lock: readJson(lockFile) });
}

/** A copy of the lock in a folder of its own. */
function copiedLock() {
  const folder = mkdtempSync(join(tmpdir(), "locked-base-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "images.lock.json");
  copyFileSync(join(checkout, "images.lock.json"), file);
  return { folder, file };
}

test("images.json and the lock have what ours are built on", () => {
  const images = readJson(join(checkout, "images.json"));
  const { images: locked } = readJson(join(checkout, "images.lock.json"));
  for (const key of [BASE_KEY, DEBIAN_KEY]) expect(locked[key].reference).toBe(images[key].repository);
  const [devnet] = plan(join(checkout, "images.lock.json"), "devnet");
  expect(devnet?.build.arguments?.BASE_IMAGE).toMatch(/^docker\.io\/library\/debian@sha256:[0-9a-f]{64}$/);
});

describe.skipIf(skipped)("with a real registry (Debian package docker-registry)", () => {
  test("an update of the lock gives the base that the images are then built on", async () => {
    await using registry = await startDockerRegistry();
    const image = testManifest("linux/amd64", "base");
    await push(registry, "unicitynetwork/ssl-manager", "latest", [image]);
    const { folder, file } = copiedLock();
    const cli = join(checkout, "packages/compose-gen/dist/cli.js");
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, "lock", "--update", BASE_KEY, "--lock", file],
      {
        cwd: folder,
        env: { DOCKER_CONFIG: folder, COMPOSE_GEN_MIRROR_GHCR_IO: registry.origin },
        encoding: "utf8",
        timeout: 100_000,
      },
    );
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const base = `ghcr.io/unicitynetwork/ssl-manager@${image.manifest.digest}`;
    for (const { build } of plan(file, "relay", "faucet", "aggregator-proxy"))
      expect(build.arguments?.BASE_IMAGE).toBe(base);
  });
});
