import { readFileSync } from "node:fs";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  declarationsIn,
  type Exported,
  filesIn,
  type Manifest,
  PUBLISHED,
  packAll,
  type Tarball,
} from "./support/packed.ts";

const MEGABYTE = 1024 * 1024;
let tarballs: Tarball[];
let remove: (() => void) | undefined;

beforeAll(async () => {
  ({ tarballs, remove } = await packAll());
});
afterAll(() => remove?.());

/** Files that a manifest names; `*` stands for any. */
function targets({ exports = {}, bin = {} }: Manifest): string[] {
  const files = (entry: Exported): string[] =>
    typeof entry === "string" ? [entry] : Object.values(entry).flatMap(files);
  return [...files(exports), ...Object.values(bin)].map((path) => path.replace(/^\.\//, ""));
}

describe.each(PUBLISHED.map((name, index) => ({ name, index })))("the tarball of $name", ({ index }) => {
  const tarball = () => tarballs[index] as Tarball;

  test("holds what its manifest promises, and a consumer's tools agree", async () => {
    const files = await filesIn(tarball());
    const missing = targets(tarball().manifest).filter((target) => {
      const [before = "", after = ""] = target.split("*");
      return !files.some((file) => file.startsWith(before) && file.endsWith(after));
    });
    expect(missing).toEqual([]);
    const content = new Uint8Array(readFileSync(tarball().file));
    const { messages, pkg } = await publint({ pack: { tarball: content.buffer }, level: "warning" });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  test("holds no sources, tests or caches, and little of all", async () => {
    const others = (await filesIn(tarball())).filter(
      (file) => !/^(?:(?:bin|dist|data)\/|package\.json$|README\.md$|LICENSE$)/.test(file),
    );
    expect(others).toEqual([]);
    expect((await filesIn(tarball())).filter((file) => /\.compile-cache|\.test\./.test(file))).toEqual([]);
    expect(readFileSync(tarball().file).length).toBeLessThan(2 * MEGABYTE);
  });

  test("needs published packages of exact versions, runs nothing at install, and is for Node.js 20 too", () => {
    const { dependencies = {}, scripts = {}, engines } = tarball().manifest;
    const own = new Map(tarballs.map(({ manifest }) => [manifest.name, manifest.version]));
    for (const [name, version] of Object.entries(dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
      if (name.startsWith("@unicity-sphere/")) expect(own.get(name), name).toBe(version);
    }
    expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([]);
    expect(engines).toEqual({ node: ">=20.11" });
  });

  test("has declarations that lead nowhere else", async () => {
    const { dependencies = {}, name } = tarball().manifest;
    const declarations = await declarationsIn(tarball());
    const imported = [...declarations.matchAll(/\bfrom ["']([^."'][^"']*)["']/g)].map(([, specifier = ""]) =>
      specifier.replace(/^((?:@[^/]+\/)?[^/]+).*/, "$1"),
    );
    const known = new Set([name, ...Object.keys(dependencies)]);
    expect(imported.filter((each) => !known.has(each) && !each.startsWith("node:"))).toEqual([]);
  });
});
