import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

test.each<[string[], string, string]>([
  [["rendr"], "USAGE", 'Did you mean "render"?'],
  [["lnit"], "USAGE", 'Did you mean "lint"?'],
  [["render", "--chek"], "USAGE", 'Did you mean "--check"?'],
  [["render", "--sdk"], "USAGE", "`compose-gen render --help` lists the options"],
  [["render", "--sdk", "1.0.0", "--generation", "one"], "USAGE", "exclude each other"],
  [["render", "shpo"], "STACK_UNKNOWN", "Known: all, payment, shop."],
  [["render", "--profile", "moon"], "PROFILE_UNKNOWN", "Known: local."],
  [["render", "--sdk", "9.9.9"], "SDK_UNKNOWN", "two: @acme/sdk >=2.0.0 <3 (renders)"],
  [["render", "--sdk", "3.1.0"], "SDK_UNSUPPORTED", "an image tag of the 3.x line"],
  [["render", "--generation", "four"], "GENERATION_UNKNOWN", "Known: one, two."],
  [["render", "--images", "none.json"], "IMAGE_MAP_INVALID", "none.json"],
  [["render", "--image-registry", "https://x"], "USAGE", "is no registry"],
  [["render", "--config", "none.ts"], "CONFIG_UNREADABLE", "none.ts"],
  [["render", "--out", "blocked/deeper"], "OUTPUT_UNREADABLE", "ENOTDIR"],
  [["render", "--readme", "NONE.md"], "README_MISSING", "NONE.md"],
  [["compile"], "USAGE", "--config FILE --out FILE"],
])("%j ends with 3 and %s", async (argv, code, text) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "blocked"), "");
  const result = await run(folder, argv);
  expect(result.code).toBe(3);
  expect(result.err).toContain(`[${code}]`);
  expect(result.err).toContain(text);
  expect(result.err).not.toMatch(/\n\s+at /);
  expect(result.out).toBe("");
});

test("an error in a configuration names path and suggestion", async () => {
  const folder = temporaryFolder();
  const config = JSON.parse(readFileSync(await configFile(folder), "utf8"));
  config.stacks.one[0].services[0].runtime.imge = "shop";
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  const { code, err } = await run(folder, ["render", "--config", "config.json"]);
  expect(code).toBe(3);
  expect(err).toContain('stacks.one[0].services[0].runtime: unknown key "imge". Did you mean "image"?');
});

test("a configuration given by hand renders the same bytes as the built-in definitions", async () => {
  const folder = temporaryFolder();
  await configFile(folder);
  const builtIn = await run(folder, ["render", "--stdout"]);
  expect(await run(folder, ["render", "--stdout", "--config", "config.json"])).toEqual(builtIn);
});

test("a TypeScript configuration is loaded only when it is given", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "compose-gen.config.ts"), "throw new Error('loaded');\n");
  expect((await run(folder, ["render", "--stdout"])).code).toBe(0);
  const { code, err } = await run(folder, ["list", "--config", "compose-gen.config.ts"]);
  expect(code).toBe(3);
  expect(err).toContain("loaded");
});

async function configFile(folder: string): Promise<string> {
  const { shopConfig } = await import("../fixtures/shop.ts");
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify(shopConfig()));
  return file;
}
