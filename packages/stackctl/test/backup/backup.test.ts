import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Backend, Operation } from "../../src/backend/backend.ts";
import { embeddedBackend } from "../../src/backend/embedded/index.ts";
import { type ArchiveEntry, readArchive, writeArchive } from "../../src/backup/archive.ts";
import { hostKey, readIdentities } from "../../src/backup/key.ts";
import { makeBackup } from "../../src/backup/make.ts";
import { restoreBackup } from "../../src/backup/restore.ts";
import { requireSpace } from "../../src/backup/space.ts";
import { readBackupManifest } from "../../src/backup/unpack.ts";
import { undoRestore } from "../../src/snapshot/restore.ts";
import { readUnfinished } from "../../src/snapshot/unfinished.ts";
import { contentOf, fileInstance, fileOperation, lock } from "../support/file-instance.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const never = new AbortController().signal;
const code = (name: string) => expect.objectContaining({ parts: expect.objectContaining({ code: name }) });

/** A backup of an instance of files, and what opens it. */
async function backedUp() {
  const operation = fileInstance(temporaryFolder());
  const { recipient, file: key = "" } = await hostKey(operation.home);
  const file = join(operation.home, "saved.age");
  const made = await makeBackup(embeddedBackend, operation, lock, { file, recipient });
  return { operation, file, key, made, source: { file, identities: readIdentities(key) }, recipient };
}

const restore = (operation: Operation, source: { file: string; identities: string[] }, backend?: Backend) =>
  restoreBackup(backend ?? embeddedBackend, operation, lock, source, () => {});

/** The entries of a backup, read with its key. */
async function entriesOf(source: { file: string; identities: string[] }) {
  const entries: { name: string; content: Buffer }[] = [];
  await readArchive(source.file, source.identities, never, async ({ name, content }) => {
    entries.push({ name, content: Buffer.concat(await content.toArray()) });
    return true;
  });
  return entries;
}

/** Writes a backup anew that somebody with the public key has changed. */
async function rewritten(
  { source, recipient }: Awaited<ReturnType<typeof backedUp>>,
  change: (entries: { name: string; content: Buffer }[]) => { name: string; content: Buffer }[],
) {
  const folder = temporaryFolder();
  const entries = change(await entriesOf(source)).map(({ name, content }, index): ArchiveEntry => {
    const file = join(folder, String(index));
    writeFileSync(file, content);
    return { name, file };
  });
  const file = join(folder, "changed.age");
  await writeArchive(file, recipient, entries, never);
  return { file, identities: source.identities };
}

const secrets = { name: "secrets", role: "secrets", class: "secrets", engine: "files" };

const withManifest = (change: object) => (entries: { name: string; content: Buffer }[]) =>
  entries.map((entry) => {
    if (entry.name !== "manifest.json") return entry;
    const manifest = { ...JSON.parse(entry.content.toString()), ...change };
    return { name: entry.name, content: Buffer.from(JSON.stringify(manifest)) };
  });

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

test("a backup that is interrupted leaves no file and no snapshot", async () => {
  const { home, paths } = fileInstance(temporaryFolder());
  const { recipient } = await hostKey(home);
  const interrupt = new AbortController();
  const operation = fileOperation(home, interrupt.signal);
  operation.reporter.waiting = (subject) => void (subject === "backup" && interrupt.abort("SIGINT"));
  const file = join(home, "saved.age");
  await expect(makeBackup(embeddedBackend, operation, lock, { file, recipient })).rejects.toBeDefined();
  expect(readdirSync(home).sort()).toEqual(["backup-key", "test"]);
  expect(existsSync(paths.snapshots)).toBe(false);
});

/** The folder of an instance as a kill at each step of a restore would leave it. */
async function killedAt(operation: Operation, source: { file: string; identities: string[] }) {
  const killed = new Map<string, string>();
  const hook = (name: string) => {
    const home = temporaryFolder();
    cpSync(operation.paths.root, join(home, "test"), { recursive: true });
    killed.set(name, home);
  };
  const { snapshots } = embeddedBackend;
  await restore(operation, source, {
    ...embeddedBackend,
    snapshots: {
      ...snapshots,
      nameVolumes: async (...given) => {
        hook("unpacked");
        return snapshots.nameVolumes(...given);
      },
      fill: async () => hook("copying"),
      adopt: () => hook("switching"),
      discard: async () => hook("deleting"),
    },
  });
  return killed;
}

test.each(["unpacked", "copying", "switching", "deleting"])(
  "killed while %s the same command finishes the restore, and leaves nothing behind",
  async (moment) => {
    const { operation, source } = await backedUp();
    const saved = contentOf(operation);
    writeFileSync(operation.paths.file("chain/keys.json"), "other keys");
    const home = (await killedAt(operation, source)).get(moment);
    const again = fileOperation(home ?? "");
    await restore(again, source);
    expect(contentOf(again)).toEqual(saved);
    expect(readdirSync(again.paths.root).sort()).toEqual(["chain", "instance.json", "record", "secrets"]);
  },
);

test("an interrupted restore of a backup can be undone like that of a snapshot", async () => {
  const { operation, source } = await backedUp();
  writeFileSync(operation.paths.file("chain/keys.json"), "other keys");
  const before = contentOf(operation);
  const home = (await killedAt(operation, source)).get("switching");
  const killed = fileOperation(home ?? "");
  await undoRestore(embeddedBackend, killed, lock);
  expect(contentOf(killed)).toEqual(before);
});
