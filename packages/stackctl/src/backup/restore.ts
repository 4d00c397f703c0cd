import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Backend, Operation, Place } from "../backend/backend.ts";
import { StackError } from "../errors.ts";
import type { OperationLock } from "../instance/lock.ts";
import { planRestore, type RestorePlan } from "../snapshot/plan-restore.ts";
import { type Restored, restoreSnapshot } from "../snapshot/restore.ts";
import { listSnapshots, manifestOf, removeSnapshot } from "../snapshot/store.ts";
import { readUnfinished } from "../snapshot/unfinished.ts";
import { DEFAULT_DATA_VERSION } from "./make.ts";
import type { BackupManifest } from "./manifest.ts";
import { placeSecrets, removeSecrets, secretsIn } from "./secrets.ts";
import { nameFromBackup, removeTemporary } from "./temporary.ts";
import { type BackupSource, readBackupManifest, unpackBackup } from "./unpack.ts";

/**
 * Looks whether a backup fits the instance as it is now. Changes nothing.
 *
 * @throws StackError `DATA_TOO_NEW`; as `planRestore`
 */
export async function planBackupRestore(
  backend: Backend,
  place: Place,
  { file }: BackupSource,
  backup: BackupManifest,
): Promise<RestorePlan> {
  const name = nameFromBackup(file);
  const snapshot = { name, folder: join(place.paths.snapshots, name) };
  const plan = await planRestore(backend, place, snapshot, { ...backup.snapshot, name }, secretsIn(backup));
  await refuseNewerData(backend, place, file, backup);
  return plan;
}

/**
 * Unpacks a backup, verifies all of it, and puts it in the place of the state of a stopped instance, or of one that there is
 * not yet. What is interrupted in between is finished by the same command. The caller holds the lock.
 *
 * @param agree told what is going to be done, once more; throws when that is not what was agreed to
 * @throws StackError `BACKUP_DAMAGED`, `DISK_FULL`, …; as `restoreSnapshot`
 */
export async function restoreBackup(
  backend: Backend,
  operation: Operation,
  lock: OperationLock,
  source: BackupSource,
  agree: (plan: RestorePlan) => void,
): Promise<Restored> {
  const { paths, reporter, interrupts } = operation;
  const { signal } = interrupts;
  const backup = await readBackupManifest(source, signal);
  const unfinished = readUnfinished(paths)?.snapshot;
  agree(await planBackupRestore(backend, operation, source, backup));
  removeTemporary(paths, unfinished);
  const name = nameFromBackup(source.file);
  const known = listSnapshots(paths).find((stored) => stored.name === name);
  reporter.waiting("backup", "to be read to its last byte");
  const stored = known ?? (await unpackBackup(operation, source, name));
  const placed: string[] = [];
  try {
    placed.push(...placeSecrets(operation, stored, backup));
    const plan = await planRestore(backend, operation, stored, manifestOf(stored), secretsIn(backup));
    agree(plan);
    const restored = await restoreSnapshot(backend, operation, plan, lock);
    removeSnapshot(paths, stored);
    return restored;
  } catch (error) {
    if (readUnfinished(paths)?.snapshot !== name) {
      // An instance that has a state by now may need them.
      if (!existsSync(paths.stateFile)) removeSecrets(placed);
      removeSnapshot(paths, stored);
    }
    throw error;
  }
}

/** Data that a newer version has written is not read by an older one. Images that are not here yet say nothing. */
async function refuseNewerData(
  backend: Backend,
  place: Place,
  file: string,
  { images, snapshot }: BackupManifest,
): Promise<void> {
  const here = await backend.snapshots.backupFacts(place, snapshot);
  for (const { service, dataVersion } of images) {
    const own = here.images.find((image) => image.service === service && image.id !== null);
    const [theirs, ours] = [dataVersion ?? DEFAULT_DATA_VERSION, own?.dataVersion ?? DEFAULT_DATA_VERSION];
    if (own === undefined || theirs <= ours) continue;
    throw new StackError({
      code: "DATA_TOO_NEW",
      what: `The data of ${service} in the backup has a newer form than its image here can read; nothing was changed.`,
      where: file,
      evidence: `data version ${theirs} in the backup; ${own.reference} has ${ours}`,
      next: "Use a version of stackctl, or an image, that is as new as that of the backup.",
    });
  }
}
