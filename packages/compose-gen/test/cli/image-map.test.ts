import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shopConfig } from "../fixtures/shop.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

function folderWith(map: unknown): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "map.json"), typeof map === "string" ? map : JSON.stringify(map));
  const { lock: _lock, ...config } = shopConfig();
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return folder;
}

// Without a lock the configuration could not be rendered: the misspelt key is what is said.
test.each([
  ["render", []],
  ["diff", []],
  ["render", ["--config", "config.json"]],
])("%s %j refuses a key that no image has and says which was meant", async (command, args) => {
  const folder = folderWith({ postgrse: "double/postgres", elsewhere: "x", shop: "double/shop" });
  const { code, out, err } = await run(folder, [command, "--images", "map.json", ...args]);
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("[IMAGE_MAP_INVALID]");
  expect(err).toMatch(/where: +map\.json\n/);
  expect(err).toContain('"postgrse" is not in images.json. Did you mean "postgres"?');
  expect(err).toContain('"elsewhere" is not in images.json. Known: payment, postgres, shop, shop-next.');
  expect(err).not.toContain('"shop" is not');
});

test.each([
  ["{", "JSON"],
  ["[]", "it is no JSON object"],
  ['{"shop": 1}', '"shop": 1'],
  ['{"shop": "a b"}', '"shop": "a b"'],
  ['{"__proto__": "x"}', '"__proto__" is not in images.json'],
])("a map that is %s is refused", async (text, evidence) => {
  const { code, err } = await run(folderWith(text), ["render", "--images", "map.json"]);
  expect(code).toBe(3);
  expect(err).toContain(evidence);
});

test("a map that is not there is called so", async () => {
  const { err } = await run(temporaryFolder(), ["render", "--images", "no-map.json"]);
  expect(err).toMatch(
    /where: +no-map\.json\n +evidence: no such file\n +next: +Correct the path after --images\./,
  );
});
