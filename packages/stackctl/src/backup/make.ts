import { copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Backend, Operation } from "../backend/backend.ts";
import type { BackupFacts } from "../backend/snapshots.ts";
import { VERSION } from "../cli/version.ts";
import { StackError, systemCode, UsageError } from "../errors.ts";
import { makeFolder, writeError } from "../instance/atomic-file.ts";
import type { OperationLock } from "../instance/lock.ts";
import { sizeOf } from "../instance/wipe.ts";
import type { Manifest } from "../snapshot/manifest.ts";
import { removeSnapshot, timeName } from "../snapshot/store.ts";
import { snapshotEntries, takeSnapshot } from "../snapshot/take.ts";
import { fileDigest } from "../snapshot/tree.ts";
import { type ArchiveEntry, writeArchive } from "./archive.ts";
import { BACKUP_SCHEMA, type BackupManifest, type BackupPart } from "./manifest.ts";
import { requireSpace } from "./space.ts";
import { nameToBackup, removeTemporary } from "./temporary.ts";
import { packTree, unzip } from "./tree-archive.ts";

/** Version of the form of the data where no image says one. */
export const DEFAULT_DATA_VERSION = 1;

/** A backup that was made. */
export interface MadeBackup {
  file: string;
  bytes: number;
  manifest: BackupManifest;
  /** How long the services were down for it, ms; null when none ran. */
  downMs: number | null;
}

/** @throws UsageError, StackError `FILE_EXISTS`: what was made for the worst day is never written over */
export function checkTarget(file: string): void {
  if (existsSync(file))
    throw new StackError({
      code: "FILE_EXISTS",
      what: "There is such a file already; nothing was changed.",
      where: file,
      next: "Give another name; it is never written over.",
    });
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`The folder of ${file} does not exist.`, "Make it first, or name another one.");
}

/**
 * Makes a backup of all that an instance is: a snapshot of one moment, then one encrypted file. Services that run are
 * stopped for the snapshot only. The file gets its name once the disk has all of it. The caller holds the lock.
 *
 * @param recipient public key, `age1…`
 * @throws StackError `FILE_EXISTS`, `DISK_FULL`, … as `takeSnapshot`; Interrupted
 */
export async function makeBackup(
  backend: Backend,
  operation: Operation,
  lock: OperationLock,
  { file, recipient }: { file: string; recipient: string },
): Promise<MadeBackup> {
  const { paths, stack, reporter, interrupts } = operation;
  checkTarget(file);
  const facts = await backend.snapshots.backupFacts(operation);
  const files = snapshotEntries(stack).map(({ path }) => sizeOf(paths.file(path)));
  const bytes = files.reduce((sum, size) => sum + size, facts.bytes);
  requireSpace("the backup", [
    { folder: paths.root, bytes: 2 * bytes },
    { folder: dirname(file), bytes },
  ]);
  removeTemporary(paths);
  const taken = await takeSnapshot(backend, operation, nameToBackup(timeName(new Date())), lock);
  const { folder, downMs } = taken;
  const { signal } = interrupts;
  const temporary = `${file}.new`;
  try {
    reporter.waiting("backup", "to be written");
    const manifest = describe(taken.manifest, facts);
    const parts = await packParts(folder, manifest, facts, signal);
    rmSync(temporary, { force: true });
    await writeArchive(temporary, recipient, await entriesOf(manifest, parts), signal);
    giveName(temporary, file);
    return { file, bytes: statSync(file).size, manifest, downMs };
  } finally {
    rmSync(temporary, { force: true });
    removeSnapshot(paths, { name: taken.manifest.name, folder });
  }
}

function describe(snapshot: Manifest, { images, engines, secrets }: BackupFacts): BackupManifest {
  const variables = new Set(secrets.map(({ variable }) => variable));
  const given = Object.entries(snapshot.settings.variables).filter(([name]) => !variables.has(name));
  const parts: BackupPart[] = [
    ...snapshot.files.map(({ path }) => filePart(path)),
    ...snapshot.volumes.map(({ stack, volume, class: kind }): BackupPart => {
      const engine = engines[`${stack}/${volume}`] ?? "files";
      return { name: `volume-${stack}.${volume}`, role: "volume", class: kind, engine };
    }),
  ];
  if (secrets.length > 0) parts.push({ name: "secrets", role: "secrets", class: "secrets", engine: "files" });
  return {
    schema: BACKUP_SCHEMA,
    made: snapshot.createdAt,
    maker: `stackctl ${VERSION}`,
    service: snapshot.stack,
    images,
    generation: snapshot.generation,
    genesisId: snapshot.genesis,
    dataVersion: Math.max(DEFAULT_DATA_VERSION, ...images.map(({ dataVersion }) => dataVersion ?? 0)),
    parts,
    // The files of secrets come with the backup: on another host a path of this one leads nowhere.
    snapshot: {
      ...snapshot,
      settings: { ...snapshot.settings, variables: Object.fromEntries(given) },
    },
  };
}

const filePart = (path: string): BackupPart => ({
  name: `file-${path}`,
  role: "file",
  class: "state",
  engine: "files",
});

/** Part → its tar in the snapshot's folder. */
async function packParts(
  folder: string,
  { snapshot: { files, volumes } }: BackupManifest,
  { secrets }: BackupFacts,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const tars = new Map<string, string>();
  const tarOf = (part: string) => {
    const tar = join(folder, `${part}.tar`);
    tars.set(part, tar);
    return tar;
  };
  for (const { path } of files)
    await packTree(join(folder, "files", path), path, tarOf(filePart(path).name), signal);
  for (const { stack, volume, archive } of volumes) {
    await unzip(join(folder, archive), tarOf(`volume-${stack}.${volume}`), signal);
    rmSync(join(folder, archive));
  }
  if (secrets.length === 0) return tars;
  const copies = join(folder, "secrets");
  makeFolder(copies, 0o700);
  for (const { name, file } of secrets) copyFileSync(file, join(copies, name));
  await packTree(copies, "secrets", tarOf("secrets"), signal);
  return tars;
}

/** The manifest first and the checksums last: the one says what to expect, the other that all of it came. */
async function entriesOf(
  manifest: BackupManifest,
  parts: ReadonlyMap<string, string>,
): Promise<ArchiveEntry[]> {
  const checksums = [];
  for (const [name, file] of parts)
    checksums.push({ name, sha256: await fileDigest(file), bytes: statSync(file).size });
  return [
    { name: "manifest.json", text: `${JSON.stringify(manifest, null, 2)}\n` },
    ...[...parts].map(([name, file]) => ({ name: `parts/${name}.tar`, file })),
    { name: "checksums.json", text: `${JSON.stringify({ parts: checksums }, null, 2)}\n` },
  ];
}

/** A link, unlike a rename, never takes the place of a file that has come meanwhile. */
export function giveName(temporary: string, file: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (systemCode(error) === "EEXIST") checkTarget(file);
    // Some file systems have no links.
    try {
      renameSync(temporary, file);
    } catch (second) {
      throw writeError(second, file);
    }
  }
}
