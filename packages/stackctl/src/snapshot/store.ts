import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EXIT, StackError, UsageError } from "../errors.ts";
import { makeFolder, writeError } from "../instance/atomic-file.ts";
import type { InstancePaths } from "../instance/folders.ts";
import { commandLine } from "../instance/view.ts";
import { type Manifest, readManifest } from "./manifest.ts";

const PATTERN = /^[a-z0-9][a-z0-9._-]{0,63}$/;
/** End of the name of a snapshot that is being written. */
const PARTIAL = ".partial";
/** Words of the command line. */
export const SNAPSHOT_WORDS = ["list", "restore", "remove"] as const;

/** A snapshot on disk; what it says may be damaged. */
export interface StoredSnapshot {
  name: string;
  folder: string;
}

/** @throws UsageError when the name could not be a folder everywhere, or is a word of the command line */
export function checkSnapshotName(name: string): string {
  const reserved = (SNAPSHOT_WORDS as readonly string[]).includes(name) || name.endsWith(PARTIAL);
  if (PATTERN.test(name) && !reserved) return name;
  throw new UsageError(
    `"${name.slice(0, 80)}" cannot be the name of a snapshot.`,
    `Use 1 to 64 lower-case letters, digits, ".", "_" and "-", starting with a letter or digit, and none of: ${SNAPSHOT_WORDS.join(", ")}.`,
  );
}

/** A name for a snapshot that was given none, e.g. `20260131-235959`, UTC. */
export function timeName(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

/** Complete snapshots, by name. */
export function listSnapshots({ snapshots }: InstancePaths): StoredSnapshot[] {
  if (!existsSync(snapshots)) return [];
  return readdirSync(snapshots)
    .filter((name) => !name.endsWith(PARTIAL))
    .sort()
    .map((name) => ({ name, folder: join(snapshots, name) }));
}

/** @throws StackError `SNAPSHOT_UNKNOWN` (exit 2) that lists the known ones */
export function requireSnapshot(paths: InstancePaths, instance: string, name: string): StoredSnapshot {
  const known = listSnapshots(paths);
  const found = known.find((snapshot) => snapshot.name === name);
  if (found) return found;
  throw new StackError(
    {
      code: "SNAPSHOT_UNKNOWN",
      what: `There is no snapshot "${name}".`,
      where: paths.snapshots,
      evidence: known.length > 0 ? `known: ${known.map((one) => one.name).join(", ")}` : "there is none yet",
      next:
        known.length > 0
          ? `Look which there are: \`${commandLine("snapshot list", instance)}\`.`
          : `Make one of what there is now: \`${commandLine(`snapshot ${name}`, instance)}\`.`,
    },
    EXIT.unreachable,
  );
}

/** @throws StackError `SNAPSHOT_EXISTS` */
export function refuseTaken(paths: InstancePaths, instance: string, name: string): void {
  if (!existsSync(join(paths.snapshots, name))) return;
  throw new StackError({
    code: "SNAPSHOT_EXISTS",
    what: `There is a snapshot "${name}" already; nothing was changed.`,
    where: join(paths.snapshots, name),
    next: `Give another name, or remove it first: \`${commandLine(`snapshot remove ${name}`, instance)}\`.`,
  });
}

/**
 * Writes a snapshot into a folder that gets its name once it is whole; of one that fails nothing stays. What an earlier
 * command was killed over is removed first.
 *
 * @param write fills the folder, its manifest last
 */
export async function storeSnapshot(
  { snapshots }: InstancePaths,
  name: string,
  write: (folder: string) => Promise<Manifest>,
): Promise<Manifest> {
  makeFolder(snapshots, 0o700);
  removePartial(snapshots);
  const partial = join(snapshots, `${name}${PARTIAL}`);
  try {
    makeFolder(partial, 0o700);
    const manifest = await write(partial);
    renameSync(partial, join(snapshots, name));
    return manifest;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    removeEmpty(snapshots);
    throw error;
  }
}

/** Deletes a snapshot: it is no snapshot any more before its first file goes. @throws StackError `STATE_UNWRITABLE` */
export function removeSnapshot(paths: InstancePaths, { name, folder }: StoredSnapshot): void {
  try {
    removePartial(paths.snapshots);
    const partial = join(paths.snapshots, `${name}${PARTIAL}`);
    renameSync(folder, partial);
    rmSync(partial, { recursive: true });
  } catch (error) {
    throw writeError(error, folder);
  }
  removeEmpty(paths.snapshots);
}

/** What a snapshot says about itself. @throws StackError `SNAPSHOT_DAMAGED`, `SNAPSHOT_NEWER` */
export function manifestOf({ folder }: StoredSnapshot): Manifest {
  return readManifest(folder);
}

function removePartial(snapshots: string): void {
  const left = readdirSync(snapshots).filter((name) => name.endsWith(PARTIAL));
  for (const name of left) rmSync(join(snapshots, name), { recursive: true, force: true });
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Others are still there.
  }
}
