import { createHash } from "node:crypto";
import type { Lock } from "../model/lock.ts";
import { sortedKeys } from "../plan/sorted.ts";

/** `sha256:` and the hash of the lock's content; the order and the layout of the file do not matter. */
export function lockHash(lock: Lock): string {
  return `sha256:${createHash("sha256")
    .update(JSON.stringify(sortedKeys(lock)))
    .digest("hex")}`;
}
