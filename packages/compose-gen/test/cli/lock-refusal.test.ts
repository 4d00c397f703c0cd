import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockText } from "../../src/lock/lock-text.ts";
import type { Lock } from "../../src/model/lock.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { commandIn, readLock, workplace } from "../lock/support/workplace.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

const foreign: Lock = {
  lockVersion: 1,
  images: Object.fromEntries(
    ["app", "postgres", "cache"].map((key) => [
      key,
      {
        ...(shopConfig().lock.images.postgres as Lock["images"][string]),
        reference: `registry.example/${key}:1.0.0`,
      },
    ]),
  ),
};

/** A command that was not built from the folder in which it runs. */
const elsewhere = () => join(temporaryFolder(), "definitions.json");

describe("lock --update of the built-in images", () => {
  test("is refused beside a configuration that was not given, and names the whole command", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "compose-gen.config.ts"), "");
    const file = join(folder, "images.lock.json");
    writeFileSync(file, lockText(foreign));
    const { code, err } = await run(folder, ["lock", "--update", "app", "--timeout", "3"], {}, elsewhere());
    expect(code).toBe(3);
    expect(err).toContain("[CONFIG_NOT_GIVEN]");
    expect(err).toContain("`compose-gen lock --update app --timeout 3 --config compose-gen.config.ts`");
    expect(readFileSync(file, "utf8")).toBe(lockText(foreign));
  });

  test("leaves a lock alone that belongs to other images, and names the configuration beside it", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "shop"));
    const file = join(folder, "shop/images.lock.json");
    writeFileSync(file, lockText(foreign));
    const update = ["lock", "--update", "--lock", "shop/images.lock.json"];
    const alone = await run(folder, update, {}, elsewhere());
    expect(alone.code).toBe(3);
    expect(alone.err).toContain("[LOCK_FOREIGN]");
    expect(alone.err).toContain("not built in: app, cache");
    expect(alone.err).toContain("--config FILE");
    writeFileSync(join(folder, "shop/compose-gen.config.mjs"), "");
    expect((await run(folder, update, {}, elsewhere())).err).toContain(
      "--config shop/compose-gen.config.mjs",
    );
    expect(readFileSync(file, "utf8")).toBe(lockText(foreign));
  });

  test("still removes the entry of one image that is gone", async () => {
    const { folder, registry, file } = await workplace();
    const lock = structuredClone(shopConfig().lock);
    // The registry has others, and a tag that moved is refused.
    for (const image of Object.values(lock.images)) image.digest = null;
    lock.images.gone = structuredClone(foreign.images.app as Lock["images"][string]);
    writeFileSync(file, lockText(lock));
    const env = {
      DOCKER_CONFIG: folder,
      COMPOSE_GEN_MIRROR_REGISTRY_EXAMPLE: registry.origin,
      COMPOSE_GEN_MIRROR_DOCKER_IO: registry.origin,
    };
    const { code, out } = await run(folder, ["lock", "--update"], env, elsewhere());
    expect(code).toBe(0);
    expect(out).toMatch(/^removed +gone /m);
    expect(Object.keys(readLock(file).images)).toHaveLength(4);
  });
});

test("a check of the built-in lock beside a configuration names it", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "compose-gen.config.mts"), "");
  const { err } = await run(folder, ["lock"], {}, elsewhere());
  expect(err).toBe(
    "Using the built-in definitions; for those of this folder: --config compose-gen.config.mts\n",
  );
});

describe("lock --update of a configuration that holds its lock", () => {
  test("is refused, also beside a lock file, and says how to move it", async () => {
    const { folder, registry, file } = await workplace();
    writeFileSync(join(folder, "config.json"), JSON.stringify(shopConfig()));
    const lock = commandIn(folder, registry);
    for (const text of [undefined, lockText(foreign)]) {
      if (text !== undefined) writeFileSync(file, text);
      const { code, err } = await lock(["--update"]);
      expect(code).toBe(3);
      expect(err).toContain("[LOCK_INLINE]");
      expect(err).toContain("`compose-gen lock --update --lock images.lock.json --config config.json`");
      expect(existsSync(file) ? readFileSync(file, "utf8") : undefined).toBe(text);
    }
    expect(registry.seen).toEqual([]);
    expect(await lock(["--check", "--offline"])).toMatchObject({ code: 0 });
    expect((await lock(["--update", "--lock", "images.lock.json"])).code).toBe(0);
    expect(Object.keys(readLock(file).images)).toEqual(Object.keys(shopConfig().images).sort());
  });
});
