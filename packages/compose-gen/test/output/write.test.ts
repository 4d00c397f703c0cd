import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

test("files that lead to one place are given back in turn, the last one first", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.yml"), "old");
  symlinkSync("a.yml", join(folder, "link.yml"));
  mkdirSync(join(folder, "b.yml"));
  const files = [
    file(folder, "a.yml", "one"),
    file(folder, "link.yml", "two"),
    file(folder, "b.yml", "three"),
  ];
  expect(() => writeAll(files)).toThrow(/OUTPUT_NOT_WRITTEN/);
  expect(readFileSync(join(folder, "a.yml"), "utf8")).toBe("old");
  expect(readdirSync(folder).sort()).toEqual(["a.yml", "b.yml", "link.yml"]);
});

test.each([
  ["to a file", "docs/R.md"],
  ["over another link", "over.md"],
  ["to nothing yet", "docs/new.md"],
])("a link %s stays one, and what it leads to is written", (_what, target) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "docs"));
  writeFileSync(join(folder, "docs/R.md"), "old");
  symlinkSync("docs/R.md", join(folder, "over.md"));
  symlinkSync(target, join(folder, "README.md"));
  writeAll([file(folder, "README.md", "new")]);
  expect(readlinkSync(join(folder, "README.md"))).toBe(target);
  expect(lstatSync(join(folder, "over.md")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, target), "utf8")).toBe("new");
  expect(readdirSync(join(folder, "docs")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("links in a circle are named, and nothing is written", () => {
  const folder = temporaryFolder();
  symlinkSync("b.yml", join(folder, "a.yml"));
  symlinkSync("a.yml", join(folder, "b.yml"));
  expect(() => writeAll([file(folder, "c.yml", "new"), file(folder, "a.yml", "new")])).toThrow(/in a circle/);
  expect(readdirSync(folder).sort()).toEqual(["a.yml", "b.yml"]);
});

test.each(["600", "640", "444", "755"])("a file of mode %s keeps it", (octal) => {
  const mode = Number.parseInt(octal, 8);
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.yml"), "old");
  chmodSync(join(folder, "a.yml"), mode);
  writeAll([file(folder, "a.yml", "new")]);
  expect(readFileSync(join(folder, "a.yml"), "utf8")).toBe("new");
  expect(statSync(join(folder, "a.yml")).mode & 0o777).toBe(mode);
});
