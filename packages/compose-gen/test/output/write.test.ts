import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAll } from "../../src/output/write.ts";
import { temporaryFolder } from "../support/folder.ts";

const file = (folder: string, name: string, content: string) => ({
  path: join(folder, name),
  shown: name,
  content,
});

test("files and their folders are written, and nothing else stays behind", () => {
  const folder = temporaryFolder();
  writeAll([file(folder, "a.yml", "one"), file(folder, "deep/er/b.yml", "two")]);
  expect(readFileSync(join(folder, "a.yml"), "utf8")).toBe("one");
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    "a.yml",
    "deep",
    "deep/er",
    "deep/er/b.yml",
  ]);
});

test("when one file cannot be written, no file changes and no temporary file stays", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.yml"), "old");
  writeFileSync(join(folder, "blocked"), "a file where a folder should be");
  const act = () => writeAll([file(folder, "a.yml", "new"), file(folder, "blocked/b.yml", "two")]);
  expect(act).toThrow(/OUTPUT_NOT_WRITTEN/);
  expect(readFileSync(join(folder, "a.yml"), "utf8")).toBe("old");
  expect(readdirSync(folder).sort()).toEqual(["a.yml", "blocked"]);
});

test("when a file cannot take its place, the files that did are given back", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.yml"), "old");
  mkdirSync(join(folder, "b.yml"));
  expect(() =>
    writeAll([file(folder, "a.yml", "new"), file(folder, "fresh.yml", "new"), file(folder, "b.yml", "two")]),
  ).toThrow(/OUTPUT_NOT_WRITTEN/);
  expect(readFileSync(join(folder, "a.yml"), "utf8")).toBe("old");
  expect(readdirSync(folder).sort()).toEqual(["a.yml", "b.yml"]);
});

test("a file that is given back has its old bytes and permissions, whatever is in it", () => {
  const folder = temporaryFolder();
  const latin1 = Buffer.from("caf\u00e9", "latin1");
  writeFileSync(join(folder, "a.yml"), latin1, { mode: 0o600 });
  mkdirSync(join(folder, "b.yml"));
  expect(() => writeAll([file(folder, "a.yml", "new"), file(folder, "b.yml", "two")])).toThrow(
    /OUTPUT_NOT_WRITTEN/,
  );
  expect(readFileSync(join(folder, "a.yml"))).toEqual(latin1);
  expect(statSync(join(folder, "a.yml")).mode & 0o777).toBe(0o600);
});
