import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shopConfig } from "../fixtures/shop.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";
import { fakeRegistry } from "./support/fake-registry.ts";
import { testIndex, testManifest } from "./support/image.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const section = readme.split("\n## ").find((part) => part.startsWith("Lock\n")) ?? "";
const rows = [...section.matchAll(/\| `(--[^`]+)` *\|$/gm)].map(([, options = ""]) => options);

test("the README shows each question to a lock", () => {
  expect(rows.map((row) => row.split(" ")[0])).toEqual(
    expect.arrayContaining(["--update", "--check", "--outdated"]),
  );
});

test.each(rows)("compose-gen lock %s works in a folder with a configuration and a lock", async (options) => {
  const index = testIndex([testManifest("linux/amd64")]);
  const registry = await fakeRegistry();
  const { images, lock: _lock, ...config } = shopConfig();
  for (const { repository, tag } of Object.values(images))
    registry.put(`${repository.slice(repository.indexOf("/") + 1)}:${tag}`, index);
  const folder = temporaryFolder();
  writeFileSync(join(folder, "config.json"), JSON.stringify({ ...config, images }));
  const env = {
    DOCKER_CONFIG: folder,
    COMPOSE_GEN_MIRROR_REGISTRY_EXAMPLE: registry.origin,
    COMPOSE_GEN_MIRROR_DOCKER_IO: registry.origin,
  };
  const lock = (args: string[]) => run(folder, ["lock", "--config", "config.json", ...args], env);
  expect((await lock(["--update"])).code).toBe(0);
  expect(await lock(options.split(" "))).toMatchObject({ code: 0 });
});
