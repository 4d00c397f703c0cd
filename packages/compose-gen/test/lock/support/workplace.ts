import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockText } from "../../../src/lock/lock-text.ts";
import type { Lock, LockEntry } from "../../../src/model/lock.ts";
import { shopConfig } from "../../fixtures/shop.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { run } from "../../support/run.ts";
import { type FakeRegistry, fakeRegistry, type Interceptor } from "./fake-registry.ts";
import { testIndex, testManifest } from "./image.ts";

const indexOf = (mark: string) =>
  testIndex([testManifest("linux/amd64", mark), testManifest("linux/arm64", mark)]);
/** Repository and tag → index of each image of the example. */
export const stored: Record<string, ReturnType<typeof indexOf>> = {
  "acme/shop:1.0.0": indexOf("one"),
  "acme/shop:2.0.0": indexOf("two"),
  "acme/payment:sha-0123abc": indexOf("payment"),
  "library/postgres:17.2.0": indexOf("postgres"),
};

/** A folder with the example's configuration without a lock, and a registry that has all its images. */
export async function workplace(intercept?: Interceptor) {
  const registry = await fakeRegistry(intercept);
  for (const [reference, index] of Object.entries(stored)) registry.put(reference, index);
  const folder = temporaryFolder();
  const { lock: _lock, ...config } = shopConfig();
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return { registry, folder, file: join(folder, "images.lock.json"), lock: commandIn(folder, registry) };
}

/** Runs `lock` in the folder; all registries are this one. */
export function commandIn(folder: string, registry: FakeRegistry) {
  return (args: string[], env: Record<string, string> = {}) =>
    run(folder, ["lock", "--config", "config.json", ...args], {
      DOCKER_CONFIG: folder,
      COMPOSE_GEN_MIRROR_REGISTRY_EXAMPLE: registry.origin,
      COMPOSE_GEN_MIRROR_DOCKER_IO: registry.origin,
      ...env,
    });
}

/** The lock in a file. */
export const readLock = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Lock;

/** Changes an entry of the lock file. */
export function edit(file: string, key: string, change: Partial<LockEntry>) {
  const lock = readLock(file);
  Object.assign(lock.images[key] as LockEntry, change);
  writeFileSync(file, lockText(lock));
}
