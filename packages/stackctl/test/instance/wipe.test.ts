import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { instancePaths } from "../../src/instance/folders.ts";
import { finishWipe, removeIfEmpty } from "../../src/instance/wipe.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const entries = ["relay", "logs"].map((path) => ({ path, what: path, class: "environment" as const }));

test.each(["..", ".", "../neighbour", "/", "snapshots", "relay/../../neighbour", "\0"])(
  "a damaged marker with %j deletes what a wipe may delete, and nothing else",
  (line) => {
    const home = temporaryFolder();
    const paths = instancePaths(home, "test");
    mkdirSync(join(home, "neighbour"));
    for (const name of ["relay", "snapshots"]) mkdirSync(paths.file(name), { recursive: true });
    writeFileSync(paths.wipeMarker, `${line}\nrelay\n`);
    expect(finishWipe(paths, entries)).toBe(true);
    expect(readdirSync(home).sort()).toEqual(["neighbour", "test"]);
    expect(readdirSync(paths.root)).toEqual(["snapshots"]);
  },
);

test("the folder of an instance goes when it is empty, and stays with whatever is in it", () => {
  const paths = instancePaths(temporaryFolder(), "test");
  mkdirSync(paths.snapshots, { recursive: true });
  removeIfEmpty(paths);
  expect(existsSync(paths.snapshots)).toBe(true);
  const empty = instancePaths(temporaryFolder(), "test");
  mkdirSync(empty.root);
  removeIfEmpty(empty);
  expect(existsSync(empty.root)).toBe(false);
});
