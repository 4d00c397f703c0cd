import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Config, compileConfig, planStack, renderCompose } from "../../src/index.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";
import { readTree } from "../support/tree.ts";

/** What `render` makes of a configuration with an image map. */
async function rendered(change: (config: Config) => void, map: Record<string, string>) {
  const folder = temporaryFolder();
  const config = structuredClone(shopConfig());
  change(config);
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "map.json"), JSON.stringify(map));
  const argv = ["render", "--config", "config.json", "--images", "map.json", "--all-generations"];
  const result = await run(folder, argv);
  return { ...result, files: result.code === 0 ? readTree(join(folder, "generated")) : {} };
}

/** The files as they were committed while every waiver counted. */
function committed(change: (config: Config) => void): Record<string, string> {
  const config = structuredClone(shopConfig());
  change(config);
  const definitions = compileConfig(config, { today: "2019-12-31" });
  const files = { ...definitions.envExamples };
  for (const generation of config.generations)
    for (const stack of config.stacks[generation.id] ?? [])
      for (const profile of config.profiles) {
        const plan = planStack(definitions, stack, profile, generation);
        files[plan.path] = renderCompose(plan);
      }
  return files;
}

const expire = ({ lock }: Config, ...keys: string[]) => {
  for (const key of keys) {
    const waiver = lock.images[key]?.waiver;
    if (waiver) waiver.expires = "2020-01-01";
  }
};
const everything = { shop: "double/shop", payment: "double/payment", postgres: "double/postgres" };

test("with an image map nothing differs but image lines, although waivers ended meanwhile", async () => {
  const change = (config: Config) => expire(config, "shop", "shop-next", "payment", "postgres");
  const before = committed(change);
  const { code, err, files } = await rendered(change, everything);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(Object.keys(files)).toEqual(Object.keys(before).sort());
  let images = 0;
  for (const [path, text] of Object.entries(files)) {
    const old = before[path]?.split("\n") ?? [];
    for (const [index, line] of text.split("\n").entries()) {
      if (line === old[index]) continue;
      images++;
      expect(line).toMatch(/^ {4}image: double\/(?:shop|payment|postgres)$/);
      expect(old[index]).toMatch(/^ {4}image: /);
    }
  }
  expect(images).toBeGreaterThan(10);
});

test("a tag that was bumped, and an entry that is gone, need no lock while they are replaced", async () => {
  const change = ({ images, lock }: Config) => {
    if (images.postgres) images.postgres.tag = "17.3.0";
    delete lock.images.shop;
  };
  expect((await rendered(change, {})).err).toContain("[DEFINITION_INVALID]");
  expect(await rendered(change, everything)).toMatchObject({ code: 0, err: "" });
});

test("what is not replaced still needs a waiver that counts", async () => {
  const change = (config: Config) => expire(config, "shop-next");
  const refused = await rendered(change, { payment: "double/payment" });
  expect(refused.err).toContain("[LINT_FAILED]");
  // `shop` means shop-next in the second generation: replaced under either name.
  for (const key of ["shop", "shop-next"])
    expect((await rendered(change, { [key]: "double/shop" })).code).toBe(0);
  const direct = (config: Config) => {
    expire(config, "shop-next");
    const migrate = config.stacks.one?.[0]?.services.find(({ name }) => name === "migrate");
    if (migrate) migrate.runtime.image = "shop-next";
  };
  const { code, err } = await rendered(direct, { shop: "double/shop" });
  expect(code).toBe(3);
  expect(err).toContain("registry.example/acme/shop:2.0.0");
});
