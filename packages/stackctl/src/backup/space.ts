import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StackError } from "../errors.ts";
import { formatBytes } from "../output/bytes.ts";

/** A folder that something is written to, and how much of it, bytes. */
export interface Need {
  folder: string;
  bytes: number;
}

/**
 * Looks whether the disks have room before anything is written; folders of one disk are counted together.
 *
 * @param what is going to be written, e.g. `the backup`
 * @throws StackError `DISK_FULL`
 */
export function requireSpace(what: string, needs: readonly Need[], freeOf = freeBytes): void {
  const disks = new Map<number, Need>();
  for (const { folder, bytes } of needs) {
    const existing = existingFolder(folder);
    const { dev } = statSync(existing);
    disks.set(dev, { folder: existing, bytes: bytes + (disks.get(dev)?.bytes ?? 0) });
  }
  for (const { folder, bytes } of disks.values()) {
    const free = freeOf(folder);
    if (free >= bytes) continue;
    throw new StackError({
      code: "DISK_FULL",
      what: `There is no room for ${what}; nothing was made or changed.`,
      where: folder,
      evidence: `up to ${formatBytes(bytes)} are needed, ${formatBytes(free)} are free`,
      next: "Free some space there, or write to another disk.",
    });
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function existingFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  const parent = dirname(folder);
  return parent === folder ? folder : existingFolder(parent);
}
