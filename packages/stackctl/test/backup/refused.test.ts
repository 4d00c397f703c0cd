import {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { embeddedBackend } from "../../src/backend/embedded/index.ts";
import { hostKey, readIdentities } from "../../src/backup/key.ts";
import { readBackupManifest } from "../../src/backup/unpack.ts";
import { readUnfinished } from "../../src/snapshot/unfinished.ts";
import { backedUp, code, never, restore, rewritten, withManifest } from "../support/backups.ts";
import { contentOf, fileInstance, fileOperation } from "../support/file-instance.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const secrets = { name: "secrets", role: "secrets", class: "secrets", engine: "files" };

test.each<[string, (file: string) => void]>([
  ["cut by one byte", (file) => truncateSync(file, statSync(file).size - 1)],
  ["cut to half", (file) => truncateSync(file, statSync(file).size / 2)],
  ["cut to its head", (file) => truncateSync(file, 100)],
  ["empty", (file) => truncateSync(file, 0)],
  ["longer by one byte", (file) => appendFileSync(file, "x")],
  ["changed in the head", (file) => flip(file, readFileSync(file).indexOf("\n--- ") + 8)],
  ["changed in the middle", (file) => flip(file, Math.floor(statSync(file).size / 2))],
  ["changed in the last byte", (file) => flip(file, statSync(file).size - 1)],
])("a backup that is %s is refused, and nothing is made or changed", async (_, damage) => {
  const { operation, file, source } = await backedUp();
  damage(file);
  const fresh = fileOperation(temporaryFolder());
  await expect(restore(fresh, source)).rejects.toEqual(code("BACKUP_DAMAGED"));
  expect(existsSync(fresh.paths.root) ? readdirSync(fresh.paths.root) : []).toEqual([]);
  writeFileSync(operation.paths.file("record"), "newer");
  const before = contentOf(operation);
  await expect(restore(operation, source)).rejects.toEqual(code("BACKUP_DAMAGED"));
  expect(contentOf(operation)).toEqual(before);
  expect(readUnfinished(operation.paths)).toBe(undefined);
});

/** Changes one bit. */
function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

test("another key, no key, and a key that others may read are told apart", async () => {
  const { file, source } = await backedUp();
  const other = await hostKey(temporaryFolder());
  const fresh = fileOperation(temporaryFolder());
  const wrong = { file, identities: readIdentities(other.file ?? "") };
  await expect(restore(fresh, wrong)).rejects.toEqual(code("BACKUP_WRONG_KEY"));
  expect(() => readIdentities(join(fresh.home, "none"))).toThrowError(code("BACKUP_KEY_MISSING"));
  expect(() => readIdentities(file)).toThrowError(code("BACKUP_KEY_DAMAGED"));
  chmodSync(other.file ?? "", 0o644);
  expect(() => readIdentities(other.file ?? "")).toThrowError(code("BACKUP_KEY_OPEN"));
  await expect(readBackupManifest({ ...source, file: `${file}.none` }, never)).rejects.toEqual(
    code("BACKUP_UNKNOWN"),
  );
});

test.each<[string, object, string]>([
  ["a newer form", { schema: "unicity-backup/2" }, "BACKUP_NEWER"],
  ["a newer stackctl", { maker: "stackctl 99.0.0" }, "BACKUP_NEWER"],
  ["another program", { maker: "run-relay.sh 0.6.0" }, "BACKUP_FOREIGN"],
  ["no form at all", { schema: "something" }, "BACKUP_DAMAGED"],
  [
    "a part that leads elsewhere",
    { parts: [{ name: "../x", role: "file", class: "", engine: "" }] },
    "BACKUP_DAMAGED",
  ],
  ["a part too few", { parts: [secrets] }, "BACKUP_DAMAGED"],
])("%s is refused", async (_, change, expected) => {
  const backup = await backedUp();
  const source = await rewritten(backup, withManifest(change));
  const fresh = fileOperation(temporaryFolder());
  await expect(restore(fresh, source)).rejects.toEqual(code(expected));
  expect(contentOf(fresh)).toEqual([null, null, null, null]);
});

test("a part that is not what was written, and one that is missing, are refused", async () => {
  const backup = await backedUp();
  const fresh = fileOperation(temporaryFolder());
  const other = await rewritten(backup, (entries) =>
    entries.map((entry) =>
      entry.name.includes("record") ? { name: entry.name, content: Buffer.from("other") } : entry,
    ),
  );
  await expect(restore(fresh, other)).rejects.toEqual(code("BACKUP_DAMAGED"));
  for (const lacking of ["parts/file-record.tar", "checksums.json"]) {
    const source = await rewritten(backup, (entries) => entries.filter(({ name }) => name !== lacking));
    await expect(restore(fresh, source)).rejects.toEqual(code("BACKUP_DAMAGED"));
  }
  expect(contentOf(fresh)).toEqual([null, null, null, null]);
});

test("data in a newer form than the images here read is refused", async () => {
  const backup = await backedUp();
  const image = { service: "relay", reference: "relay:2", id: "sha256:2", version: "2.0.0" };
  const source = await rewritten(
    backup,
    withManifest({ images: [{ ...image, dataVersion: 2 }], dataVersion: 2 }),
  );
  const { snapshots } = embeddedBackend;
  const facts = { bytes: 0, engines: {}, secrets: [], images: [{ ...image, dataVersion: 1 }] };
  const backend = { ...embeddedBackend, snapshots: { ...snapshots, backupFacts: async () => facts } };
  await expect(restore(fileOperation(temporaryFolder()), source, backend)).rejects.toEqual(
    code("DATA_TOO_NEW"),
  );
});

test("another secret than that of the backup stays, and the restore is refused", async () => {
  const { source } = await backedUp();
  const other = fileInstance(temporaryFolder(), "its own keys");
  writeFileSync(other.paths.file("secrets/mnemonic"), "other words");
  const before = contentOf(other);
  await expect(restore(other, source)).rejects.toEqual(code("SNAPSHOT_OF_ANOTHER_SECRET"));
  expect(contentOf(other)).toEqual(before);
});
