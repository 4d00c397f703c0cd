import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { shopConfig } from "../fixtures/shop.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";
import { shell } from "../support/source-command.ts";

const library = pathToFileURL(resolve(import.meta.dirname, "../../src/index.ts")).href;

/** A folder as `init` lays it out, with these texts in it. */
function folderWith(files: { config: string; images?: unknown; lock?: unknown }): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "c.ts"), files.config);
  writeFileSync(join(folder, "images.json"), JSON.stringify(files.images ?? shopConfig().images));
  writeFileSync(join(folder, "images.lock.json"), JSON.stringify(files.lock ?? shopConfig().lock));
  return folder;
}

const head = `import { defineConfig, defineService, defineStack } from ${JSON.stringify(library)};
import images from "./images.json" with { type: "json" };
import lock from "./images.lock.json" with { type: "json" };
`;
const whole = `${head}export default defineConfig({ project: "acme", images, lock, stacks: [
  defineStack({ name: "a", description: "A", services: [
    defineService({ name: "web", runtime: { kind: "container", image: "shop" } }),
  ] }),
] });
`;
const where = (text: string) => /where: +(.*)\n/.exec(text)?.[1];
const listed = (folder: string) => shell(folder, "compose-gen list --config c.ts").stderr;

describe("a mistake in TypeScript", () => {
  test("of a service is placed in its line", () => {
    const config = whole.replace('image: "shop"', 'imge: "shop"');
    expect(where(listed(folderWith({ config })))).toBe('c.ts:6: service "web"');
  });

  test("of the configuration is placed in the file that holds the key", () => {
    const images = {
      ...shopConfig().images,
      payment: { repository: "registry.example/acme/payment", tag: "latest" },
    };
    const lock = structuredClone(shopConfig().lock);
    Object.assign(lock.images.shop as object, { digest: "sha256:abc" });
    expect(where(listed(folderWith({ config: whole, images })))).toBe("images.json");
    expect(where(listed(folderWith({ config: whole, lock })))).toBe("images.lock.json");
    expect(where(listed(folderWith({ config: whole, images, lock })))).toBe("images.json, images.lock.json");
    const config = whole.replace('"acme"', '"Acme!"');
    expect(where(listed(folderWith({ config })))).toBe("c.ts");
  });

  test("of the lock that only a render finds is placed there too", () => {
    const lock = { lockVersion: 1, images: {} };
    expect(where(listed(folderWith({ config: whole, lock })))).toBe("images.lock.json");
  });
});

test("what JSON holds itself is placed in it, although files of these names lie beside it", async () => {
  const folder = folderWith({ config: whole });
  const config = structuredClone(shopConfig());
  Object.assign(config.images.shop as object, { tag: "latest" });
  delete config.lock.images.payment;
  writeFileSync(join(folder, "c.json"), JSON.stringify(config));
  expect(where((await run(folder, ["list", "--config", "c.json"])).err)).toBe("c.json");
});

test("what lint refuses is placed in the configuration", async () => {
  const folder = temporaryFolder();
  const config = structuredClone(shopConfig());
  for (const service of config.stacks.one?.[0]?.services ?? []) service.runtime.user = "0:0";
  writeFileSync(join(folder, "c.json"), JSON.stringify(config));
  const { err } = await run(folder, ["render", "--config", "./c.json"]);
  expect(err).toContain("[LINT_FAILED]");
  expect(where(err)).toBe("./c.json");
});
