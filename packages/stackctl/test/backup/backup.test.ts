import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { embeddedBackend } from "../../src/backend/embedded/index.ts";
import { hostKey } from "../../src/backup/key.ts";
import { makeBackup } from "../../src/backup/make.ts";
import { requireSpace } from "../../src/backup/space.ts";
import { backedUp, code, entriesOf, restore } from "../support/backups.ts";
import { contentOf, fileInstance, fileOperation, lock } from "../support/file-instance.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a backup brings all of an instance into an empty one, its secrets included", async () => {
  const { operation, file, made, source } = await backedUp();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file).includes("twelve words")).toBe(false);
  expect(made.manifest).toMatchObject({ schema: "unicity-backup/1", service: "fixture", dataVersion: 1 });
  expect(readdirSync(operation.home).sort()).toEqual(["backup-key", "saved.age", "test"]);
  expect(existsSync(operation.paths.snapshots)).toBe(false);

  const other = fileOperation(temporaryFolder());
  expect(await restore(other, source)).toMatchObject({ started: false });
  expect(contentOf(other)).toEqual(contentOf(operation));
  expect(statSync(other.paths.file("chain/keys.json")).mode & 0o777).toBe(0o600);
  expect(statSync(other.paths.file("secrets/mnemonic")).mode & 0o777).toBe(0o600);
  expect(readdirSync(other.paths.root).sort()).toEqual(["chain", "instance.json", "record", "secrets"]);
});

test("the form of the file is that which other tools read: manifest, parts, checksums", async () => {
  const { source } = await backedUp();
  const names = (await entriesOf(source)).map(({ name }) => name);
  expect(names).toEqual([
    "manifest.json",
    "parts/file-chain.tar",
    "parts/file-record.tar",
    "parts/secrets.tar",
    "checksums.json",
  ]);
});

test("a restore replaces what has changed since, and deletes what has come", async () => {
  const { operation, source } = await backedUp();
  const saved = contentOf(operation);
  writeFileSync(operation.paths.file("chain/keys.json"), "other keys");
  writeFileSync(operation.paths.file("later"), "later");
  await restore(operation, source);
  expect(contentOf(operation)).toEqual(saved);
});

test("backups that begin at the same time share one key", async () => {
  const home = temporaryFolder();
  const keys = await Promise.all([hostKey(home), hostKey(home), hostKey(home)]);
  expect(keys.filter(({ made }) => made)).toHaveLength(1);
  expect(new Set(keys.map(({ recipient }) => recipient)).size).toBe(1);
});

test("the key of a host is made once, in the format of age", async () => {
  const home = temporaryFolder();
  const first = await hostKey(home);
  const again = await hostKey(home);
  expect([first.made, again.made]).toEqual([true, false]);
  expect(again.recipient).toBe(first.recipient);
  const text = readFileSync(first.file ?? "", "utf8");
  expect(text).toMatch(/^# created: \S+\n# public key: age1[a-z0-9]{58}\nAGE-SECRET-KEY-1[A-Z0-9]{58}\n$/);
  expect(statSync(first.file ?? "").mode & 0o777).toBe(0o600);
});

test("a file that is there is never written over; what a killed backup has left is", async () => {
  const operation = fileInstance(temporaryFolder());
  const { recipient } = await hostKey(operation.home);
  const file = join(operation.home, "saved.age");
  const target = { file, recipient };
  writeFileSync(`${file}.new`, "half");
  await makeBackup(embeddedBackend, operation, lock, target);
  const first = readFileSync(file);
  await expect(makeBackup(embeddedBackend, operation, lock, target)).rejects.toEqual(code("FILE_EXISTS"));
  expect(readFileSync(file)).toEqual(first);
  expect(existsSync(`${file}.new`)).toBe(false);
});

test("room is looked at before anything is written, per disk", () => {
  const folder = temporaryFolder();
  const needs = [
    { folder, bytes: 60 },
    { folder: join(folder, "not/there/yet"), bytes: 60 },
  ];
  expect(() => requireSpace("the backup", needs, () => 100)).toThrowError(code("DISK_FULL"));
  requireSpace("the backup", needs, () => 120);
});
