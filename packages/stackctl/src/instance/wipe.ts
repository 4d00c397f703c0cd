import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { StackError } from "../errors.ts";
import type { StateEntry } from "../stack/definition.ts";
import { writeError, writeFileAtomic } from "./atomic-file.ts";
import { type InstancePaths, RESTORE } from "./folders.ts";
import { commandLine } from "./view.ts";

/** One line of what a wipe decides. */
export interface WipeItem {
  path: string;
  what: string;
  /** Size of all files below it, bytes. */
  bytes: number;
}

/** What a wipe deletes, keeps, and what it never touches. */
export interface WipePlan {
  deleted: WipeItem[];
  kept: WipeItem[];
  /** Files elsewhere that this instance has written on request. */
  outside: WipeItem[];
}

/** Sorts everything that exists. @param secrets also delete what is normally kept */
export function planWipe(
  paths: InstancePaths,
  entries: readonly StateEntry[],
  exports: readonly string[],
  secrets: boolean,
): WipePlan {
  const unfinished: StateEntry = { path: RESTORE, what: "an unfinished restore", class: "environment" };
  const existing = [...entries, unfinished]
    .map((entry) => ({ ...entry, path: paths.file(entry.path) }))
    .filter(({ path }) => existsSync(path));
  const goes = (entry: StateEntry) => entry.class === "environment" || secrets;
  const item = ({ path, what }: StateEntry): WipeItem => ({ path, what, bytes: sizeOf(path) });
  return {
    deleted: existing.filter(goes).map(item),
    kept: [...existing.filter((entry) => !goes(entry)).map(item), ...copies(paths)],
    outside: exports
      .filter((path) => existsSync(path))
      .map((path) => ({ path, what: "an export of yours", bytes: sizeOf(path) })),
  };
}

/** Snapshots and backups are made to outlive a wipe. */
function copies({ snapshots, backups }: InstancePaths): WipeItem[] {
  const items = [
    { path: snapshots, what: "`snapshot remove NAME` deletes them" },
    { path: backups, what: "backups that upgrades have made" },
  ];
  return items
    .filter(({ path }) => existsSync(path))
    .map(({ path, what }) => ({ path, what, bytes: sizeOf(path) }));
}

/**
 * Deletes what the plan says. A marker that is written first lets the next command finish a wipe that was interrupted:
 * the environment is valid only as a whole.
 *
 * @throws StackError `STATE_UNWRITABLE`
 */
export function wipeFiles(paths: InstancePaths, plan: WipePlan): void {
  writeMarker(paths, plan);
  removeAll(
    paths,
    plan.deleted.map(({ path }) => path),
  );
}

/** Deleting is what helps a full disk, so it goes on without the marker there. */
function writeMarker(paths: InstancePaths, plan: WipePlan): void {
  try {
    writeFileAtomic(paths.wipeMarker, `${plan.deleted.map(({ path }) => basename(path)).join("\n")}\n`);
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== "DISK_FULL") throw error;
  }
}

/**
 * Finishes a wipe that was interrupted: deletes what its marker lists and a wipe may delete; a damaged marker leads nowhere
 * else.
 *
 * @returns whether there was one
 */
export function finishWipe(paths: InstancePaths, entries: readonly StateEntry[]): boolean {
  if (!existsSync(paths.wipeMarker)) return false;
  const known = new Set([...entries.map(({ path }) => basename(path)), RESTORE]);
  const listed = readFileSync(paths.wipeMarker, "utf8").split("\n");
  removeAll(
    paths,
    listed.filter((name) => known.has(name)).map((name) => join(paths.root, name)),
  );
  return true;
}

/**
 * For commands that need one whole state.
 *
 * @throws StackError `WIPE_INCOMPLETE` while a wipe is unfinished
 */
export function refuseHalfWiped({ wipeMarker }: InstancePaths, instance: string): void {
  if (existsSync(wipeMarker)) throw wipeIncomplete(instance, wipeMarker);
}

export function wipeIncomplete(instance: string, where: string): StackError {
  return new StackError({
    code: "WIPE_INCOMPLETE",
    what: "A wipe of the instance was interrupted: what there is are parts of a state. Nothing was changed.",
    where,
    next: `Finish it first: \`${commandLine("up", instance)}\` deletes the rest of it and starts anew, \`${commandLine("wipe", instance)}\` deletes everything but snapshots.`,
  });
}

/** Removes the folder of an instance that holds nothing any more; the caller has released its lock. */
export function removeIfEmpty({ root }: InstancePaths): void {
  try {
    rmdirSync(root);
  } catch {
    // Something is kept, or another command is at work.
  }
}

function removeAll(paths: InstancePaths, files: readonly string[]): void {
  for (const file of [...files, paths.wipeMarker]) {
    try {
      rmSync(file, { recursive: true, force: true });
    } catch (error) {
      throw writeError(error, file);
    }
  }
}

/** Size of a file, or of all files below a folder, bytes; 0 for what is not there. */
export function sizeOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
