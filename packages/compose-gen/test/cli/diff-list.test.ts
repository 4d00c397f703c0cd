import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

test("diff shows what render would change and ends with 1; after render it ends with 0", async () => {
  const folder = temporaryFolder();
  await run(folder, ["render", "shop"]);
  const file = join(folder, "generated/shop.yml");
  writeFileSync(file, readFileSync(file, "utf8").replace("LOG_LEVEL:-info", "LOG_LEVEL:-debug"));
  const { code, out } = await run(folder, ["diff", "shop"]);
  expect(code).toBe(1);
  expect(out).toContain("--- generated/shop.yml\n+++ generated/shop.yml\n");
  expect(out.split("\n").filter((line) => /^[-+] /.test(line))).toEqual([
    `-      LOG_LEVEL: \${LOG_LEVEL:-debug}`,
    `+      LOG_LEVEL: \${LOG_LEVEL:-info}`,
  ]);
  await run(folder, ["render", "shop"]);
  expect(await run(folder, ["diff", "shop"])).toMatchObject({ code: 0, out: "No differences\n" });
});

test("diff shows a file that does not exist yet as new", async () => {
  const folder = temporaryFolder();
  expect((await run(folder, ["diff", "shop"])).out).toContain("--- /dev/null\n+++ generated/shop.yml\n");
});

test("list shows stacks, generations with the default marked, and how each image is pinned", async () => {
  const folder = temporaryFolder();
  const { out } = await run(folder, ["list"]);
  expect(out).toMatch(/^ {2}shop +A small shop\.$/m);
  expect(out).toMatch(/^\* one +The old API$/m);
  expect(out).toMatch(/^ {2}one +runs-embedded: @acme\/sdk >=1\.0\.0 <2$/m);
  expect(out).toMatch(/no image is published; would help: an image tag/);
  expect(out).toMatch(
    /^ {2}postgres +docker\.io\/library\/postgres:17\.2\.0 {2}sha256:(?:ab){32} \(not verified\)$/m,
  );
  expect(out).toMatch(/^ {2}shop +registry\.example\/acme\/shop:1\.0\.0 {2}tag only$/m);
});

test("list --json is the same as data", async () => {
  const folder = temporaryFolder();
  const data = JSON.parse((await run(folder, ["list", "--json"])).out);
  expect(data.defaultGeneration).toBe("one");
  expect(data.generations.map((row: { id: string; default: boolean }) => [row.id, row.default])).toEqual([
    ["one", true],
    ["two", false],
  ]);
});
