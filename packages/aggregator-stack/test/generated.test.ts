import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { plans, renderedFiles } from "./support/plan.ts";

const folder = fileURLToPath(new URL("../../../generated/", import.meta.url));

async function committedFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

test("generated/ holds every stack of every generation in every profile, and nothing else", async () => {
  expect(await committedFiles()).toEqual(Object.keys(renderedFiles).sort());
  const local = [
    "aggregator.yml",
    "faucet.yml",
    "relay.yml",
    "stack.yml",
    "v2a/aggregator.yml",
    "v2a/relay.yml",
    "v2a/stack.yml",
    "v3/aggregator.yml",
    "v3/relay.yml",
    "v3/stack.yml",
  ];
  const host = local.map((path) => path.replace(/[^/]+$/, "host/$&"));
  expect(plans.map(({ path }) => path).sort()).toEqual([...local, ...host].sort());
});

test.each(Object.entries(renderedFiles))(
  "generated/%s is what the definitions render (pnpm render)",
  async (path, content) => {
    expect(await readFile(join(folder, path), "utf8")).toBe(content);
  },
);

test.each(plans)("$path, read as YAML, is the planned file", async ({ path, compose }) => {
  expect(parse(await readFile(join(folder, path), "utf8"))).toEqual(compose);
});
