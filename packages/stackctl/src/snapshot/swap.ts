import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, writeError } from "../instance/atomic-file.ts";
import type { InstancePaths } from "../instance/folders.ts";
import { restoreFolders, type UnfinishedRestore } from "./unfinished.ts";

type Files = UnfinishedRestore["files"];

/**
 * Puts the new files in the place of the old ones, which are kept. May be repeated after an interruption at any point.
 *
 * @throws StackError `STATE_UNWRITABLE`
 */
export function swapIn(paths: InstancePaths, files: Files): void {
  const { incoming, outgoing } = restoreFolders(paths);
  makeFolder(outgoing, 0o700);
  for (const { path, restored } of files) {
    const [next, now, old] = [join(incoming, path), paths.file(path), join(outgoing, path)];
    // A new file that no longer waits is in its place already.
    if (restored && !existsSync(next)) continue;
    if (existsSync(now)) move(now, old);
    if (restored) move(next, now);
  }
}

/** Puts the old files back. May be repeated after an interruption at any point. @throws StackError `STATE_UNWRITABLE` */
export function swapBack(paths: InstancePaths, files: Files): void {
  const { incoming, outgoing } = restoreFolders(paths);
  for (const { path, restored } of files) {
    const [next, now, old] = [join(incoming, path), paths.file(path), join(outgoing, path)];
    if (restored && !existsSync(next)) move(now, next);
    if (existsSync(old)) move(old, now);
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw writeError(error, to);
  }
}
