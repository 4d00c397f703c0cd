import { createWriteStream, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Operation } from "../backend/backend.ts";
import { type Manifest, type SavedVolume, writeManifest } from "../snapshot/manifest.ts";
import { type StoredSnapshot, storeSnapshot } from "../snapshot/store.ts";
import { fileDigest } from "../snapshot/tree.ts";
import { readArchive } from "./archive.ts";
import { type BackupManifest, backupDamaged, parseBackupManifest, parseChecksums } from "./manifest.ts";
import { requireSpace } from "./space.ts";
import { unpackTree, zip } from "./tree-archive.ts";

/** A backup file, and the private keys that may open it. */
export interface BackupSource {
  file: string;
  identities: readonly string[];
}

/** What a backup says about itself, from its first entry. @throws StackError as `readArchive`, `parseBackupManifest` */
export async function readBackupManifest(
  { file, identities }: BackupSource,
  signal: AbortSignal,
): Promise<BackupManifest> {
  let manifest: BackupManifest | undefined;
  await readArchive(file, identities, signal, async ({ name, text }) => {
    if (name !== "manifest.json") throw backupDamaged(file, `it begins with ${name.slice(0, 80)}`);
    manifest = parseBackupManifest(await text(), file);
    return false;
  });
  if (manifest) return manifest;
  throw backupDamaged(file, "it is empty");
}

/** The backup as a snapshot of the instance, whole and verified, or not there at all. */
export async function unpackBackup(
  { paths, interrupts }: Operation,
  { file, identities }: BackupSource,
  name: string,
): Promise<StoredSnapshot> {
  const { signal } = interrupts;
  await storeSnapshot(paths, name, async (folder) => {
    const { manifest, tars } = await readParts(folder, { file, identities }, signal);
    const volumes: SavedVolume[] = [];
    for (const { path } of manifest.snapshot.files) {
      const tar = tars.get(`file-${path}`) ?? "";
      await unpackTree(tar, join(folder, "files"), signal);
      rmSync(tar);
    }
    for (const volume of manifest.snapshot.volumes) {
      const tar = tars.get(`volume-${volume.stack}.${volume.volume}`) ?? "";
      const archive = join(folder, volume.archive);
      await zip(tar, archive, signal);
      rmSync(tar);
      volumes.push({ ...volume, sha256: await fileDigest(archive), bytes: statSync(archive).size });
    }
    const secrets = tars.get("secrets");
    if (secrets !== undefined) {
      await unpackTree(secrets, folder, signal);
      rmSync(secrets);
    }
    const whole: Manifest = { ...manifest.snapshot, name, volumes };
    writeManifest(folder, whole);
    return whole;
  });
  return { name, folder: join(paths.snapshots, name) };
}

/** Reads all parts into the folder. @throws StackError `BACKUP_DAMAGED` unless exactly those came that were promised, unchanged */
async function readParts(
  folder: string,
  { file, identities }: BackupSource,
  signal: AbortSignal,
): Promise<{ manifest: BackupManifest; tars: Map<string, string> }> {
  let manifest: BackupManifest | undefined;
  let checksums: ReturnType<typeof parseChecksums> | undefined;
  const tars = new Map<string, string>();
  await readArchive(file, identities, signal, async ({ name, text, content }) => {
    if (manifest === undefined) {
      if (name !== "manifest.json") throw backupDamaged(file, `it begins with ${name.slice(0, 80)}`);
      manifest = parseBackupManifest(await text(), file);
      requireSpace("what is in the backup", [{ folder, bytes: 2 * statSync(file).size }]);
      return true;
    }
    if (name === "checksums.json") {
      checksums = parseChecksums(await text(), file);
      return true;
    }
    const part = /^parts\/(.+)\.tar$/.exec(name)?.[1] ?? "";
    const promised = manifest.parts.some((one) => one.name === part) && !tars.has(part);
    if (!promised || checksums)
      throw backupDamaged(file, `the entry ${name.slice(0, 80)} does not belong there`);
    const tar = join(folder, `${part}.tar`);
    await pipeline(content, createWriteStream(tar, { flags: "wx", mode: 0o600 }), { signal });
    tars.set(part, tar);
    return true;
  });
  if (!manifest || !checksums) throw backupDamaged(file, "its end is missing");
  for (const { name } of manifest.parts) {
    const expected = checksums.parts.find((part) => part.name === name)?.sha256;
    const tar = tars.get(name);
    if (tar === undefined || (await fileDigest(tar)) !== expected)
      throw backupDamaged(file, `the part ${name} is missing or not what was written`);
  }
  const { files, volumes } = manifest.snapshot;
  const needed = [
    ...files.map(({ path }) => `file-${path}`),
    ...volumes.map(({ stack, volume }) => `volume-${stack}.${volume}`),
  ];
  const lacking = needed.find((part) => !tars.has(part));
  if (lacking !== undefined) throw backupDamaged(file, `the part ${lacking} is missing`);
  return { manifest, tars };
}
