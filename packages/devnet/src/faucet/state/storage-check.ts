import { statfsSync } from "node:fs";
import type { DeliveryStore } from "../deliveries/delivery-store.ts";

/** Free space below which a volume counts as full, bytes: about what SQLite's write-ahead log grows to. */
export const LEAST_FREE_BYTES = 4 * 1024 * 1024;
/** Anybody may ask for the health: one answer serves for this long, ms. */
const CACHED_MS = 2_000;

export interface StorageCheckTools {
  /** Free bytes of the volume that a folder lies on. */
  freeBytes?: (folder: string) => number;
  now?: () => number;
}

/**
 * A function that says why the next request could not be stored; undefined when it can. It really writes: a database
 * on a full or read-only volume still reads well.
 *
 * @param dataDir undefined for a store in memory
 */
export function createStorageCheck(
  store: Pick<DeliveryStore, "checkWritable">,
  dataDir: string | undefined,
  { freeBytes = freeBytesOf, now = Date.now }: StorageCheckTools = {},
): () => string | undefined {
  let last: { at: number; problem: string | undefined } | undefined;
  const check = () => {
    try {
      store.checkWritable(now());
      const free = dataDir === undefined ? LEAST_FREE_BYTES : freeBytes(dataDir);
      return free < LEAST_FREE_BYTES ? `the disk is full: ${free} bytes are free` : undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  return () => {
    if (!last || now() - last.at >= CACHED_MS) last = { at: now(), problem: check() };
    return last.problem;
  };
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
