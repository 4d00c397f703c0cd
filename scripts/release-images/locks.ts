import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { lockText, readLock } from "@unicity-sphere/compose-gen/registry";
import {
  type CheckoutState,
  OWN_REGISTRY,
  type PublishedImage,
  type ReleasedLock,
  withPublished,
  writeWhole,
} from "release";
import type { Workspace } from "release/lockstep";
import type { ReleaseRequest } from "./request.ts";

/** The lock files that a release has to do with. */
export interface Locks {
  /** File that gets the digests; none for another registry than the default without `--lock`. */
  written: string | undefined;
  /** Those whose digests have to be the registry's. */
  compared: ReleasedLock[];
}

/**
 * Reads the locks of a release, before anything is published.
 *
 * @throws ComposeGenError `USAGE` for a file that is not there, `LOCK_INVALID`
 */
export function locksOf(
  request: ReleaseRequest,
  registry: string,
  { folder, lock }: Workspace,
  { lockChanged }: CheckoutState,
): Locks {
  const own = join(folder, "images.lock.json");
  const written = request.lock ?? (registry === OWN_REGISTRY ? own : undefined);
  const compared = written === undefined ? [] : [{ where: written, lock: read(written) }];
  if (lockChanged && written !== own) compared.push({ where: own, lock });
  return { written, compared };
}

/** Writes the digests of what was published; true when the file was changed. */
export function writeLock(
  path: string,
  registry: string,
  { images }: Workspace,
  published: readonly PublishedImage[],
): boolean {
  const before = readFileSync(path, "utf8");
  const source = `registry ${registry.split("/")[0]}`;
  const text = lockText(
    withPublished(readLock(before, path), images, published, { source, now: new Date() }),
  );
  if (text !== before) writeWhole(path, text);
  return text !== before;
}

function read(path: string) {
  try {
    return readLock(readFileSync(path, "utf8"), path);
  } catch (error) {
    if (error instanceof ComposeGenError) throw error;
    throw new ComposeGenError({
      code: "USAGE",
      what: "The lock file that gets the digests cannot be read.",
      where: path,
      evidence: (error as Error).message,
      next: "Name a lock file that is there: copy images.lock.json for another registry.",
    });
  }
}
