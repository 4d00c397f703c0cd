import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { messageOf, StackError, UsageError } from "../errors.ts";
import type { InstancePaths } from "../instance/folders.ts";
import { listSnapshots, removeSnapshot } from "../snapshot/store.ts";

/** Start of the names of snapshots that a backup, or a restore of one, makes for itself and removes. */
const TO_BACKUP = "to-backup.";
const FROM_BACKUP = "from-backup.";

/** @throws UsageError for a name that belongs to backups */
export function refuseTemporaryName(name: string): void {
  if (![TO_BACKUP, FROM_BACKUP].some((start) => name.startsWith(start))) return;
  throw new UsageError(
    `"${name}" cannot be the name of a snapshot.`,
    "Names of this form belong to backups.",
  );
}

/** Name of the snapshot that a backup is made from. */
export const nameToBackup = (time: string) => `${TO_BACKUP}${time}`;

/** Name of the snapshot that a backup is unpacked to: the same for the same file. @throws StackError `BACKUP_UNKNOWN` */
export function nameFromBackup(file: string): string {
  try {
    const start = Buffer.alloc(512);
    const descriptor = openSync(file, "r");
    try {
      readSync(descriptor, start);
    } finally {
      closeSync(descriptor);
    }
    return `${FROM_BACKUP}${createHash("sha256").update(start).digest("hex").slice(0, 12)}`;
  } catch (error) {
    throw new StackError({
      code: "BACKUP_UNKNOWN",
      what: "The backup cannot be read; nothing was changed.",
      where: file,
      evidence: messageOf(error),
      next: "Check the path, its owner and mode.",
    });
  }
}

/** Removes what an interrupted command has left. @param but a snapshot that is still needed */
export function removeTemporary(paths: InstancePaths, but?: string): void {
  for (const stored of listSnapshots(paths))
    if (stored.name !== but && [TO_BACKUP, FROM_BACKUP].some((start) => stored.name.startsWith(start)))
      removeSnapshot(paths, stored);
}
