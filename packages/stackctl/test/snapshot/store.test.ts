import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { instancePaths } from "../../src/instance/folders.ts";
import { type Manifest, readManifest, writeManifest } from "../../src/snapshot/manifest.ts";
import {
  checkSnapshotName,
  listSnapshots,
  removeSnapshot,
  requireSnapshot,
  storeSnapshot,
  timeName,
} from "../../src/snapshot/store.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const newPaths = () => instancePaths(temporaryFolder(), "test");

const manifest = (name: string): Manifest => ({
  format: 1,
  name,
  createdAt: "2026-01-01T00:00:00.000Z",
  stackctl: "0.0.0",
  instance: "test",
  stack: "unicity",
  backend: "embedded",
  generation: "embedded",
  parts: ["relay"],
  genesis: null,
  images: {},
  settings: { portBase: null, images: {}, variables: {} },
  secrets: {},
  files: [],
  volumes: [],
});

const store = (paths: ReturnType<typeof newPaths>, name: string) =>
  storeSnapshot(paths, name, async (folder) => {
    writeManifest(folder, manifest(name));
    return manifest(name);
  });

test("a snapshot has its name once it is whole; others cannot read it", async () => {
  const paths = newPaths();
  await store(paths, "one");
  expect(listSnapshots(paths).map(({ name }) => name)).toEqual(["one"]);
  const folder = requireSnapshot(paths, "test", "one").folder;
  expect(readManifest(folder)).toEqual(manifest("one"));
  expect([folder, join(folder, "manifest.json")].map((path) => statSync(path).mode & 0o777)).toEqual([
    0o700, 0o600,
  ]);
});

test("of one that fails nothing stays", async () => {
  const paths = newPaths();
  await store(paths, "one");
  const failing = storeSnapshot(paths, "two", async (folder) => {
    writeFileSync(join(folder, "half"), "");
    throw new Error("disk");
  });
  await expect(failing).rejects.toThrow("disk");
  expect(readdirSync(paths.snapshots)).toEqual(["one"]);
});

test("one that a killed command left half is listed by nobody, and goes with the next one", async () => {
  const paths = newPaths();
  mkdirSync(join(paths.snapshots, "half.partial"), { recursive: true });
  expect(listSnapshots(paths)).toEqual([]);
  expect(() => requireSnapshot(paths, "test", "half")).toThrowError(
    expect.objectContaining({ code: "SNAPSHOT_UNKNOWN" }),
  );
  await store(paths, "one");
  expect(readdirSync(paths.snapshots)).toEqual(["one"]);
});

test("an unknown one is named with the known ones; the folder goes with the last", async () => {
  const paths = newPaths();
  await store(paths, "one");
  await store(paths, "two");
  expect(() => requireSnapshot(paths, "test", "three")).toThrowError(
    expect.objectContaining({
      parts: expect.objectContaining({
        evidence: "known: one, two",
        next: expect.stringContaining("`npx @unicity-sphere/stackctl snapshot list --instance test`"),
      }),
    }),
  );
  for (const snapshot of listSnapshots(paths)) removeSnapshot(paths, snapshot);
  expect(readdirSync(paths.root)).toEqual([]);
});

test.each(["list", "restore", "../up", "Big", "", ".hidden", "a/b", "half.partial", "x".repeat(65)])(
  "%j is no name of a snapshot",
  (name) => {
    expect(() => checkSnapshotName(name)).toThrowError(expect.objectContaining({ code: "USAGE" }));
  },
);

test("a name made of the time is a name", () => {
  const name = timeName(new Date("2026-01-31T23:59:59.999Z"));
  expect(name).toBe("20260131-235959");
  expect(checkSnapshotName(name)).toBe(name);
});

test.each<[string, object, string]>([
  ["a newer one", { format: 2, more: true }, "SNAPSHOT_NEWER"],
  ["one with a path that leads out of it", { files: [file("../instance.json")] }, "SNAPSHOT_DAMAGED"],
  ["one without a field", { parts: undefined }, "SNAPSHOT_DAMAGED"],
])("%s is refused as it is", (_, change, code) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest("one"), ...change }));
  expect(() => readManifest(folder)).toThrowError(expect.objectContaining({ code }));
});

function file(path: string) {
  return { path, what: "", sha256: "0".repeat(64), bytes: 0 };
}
