import type { Image } from "../model/image.ts";
import type { LockEntry } from "../model/lock.ts";
import { lockReference } from "../model/lock-reference.ts";

/** The digest that the lock has for exactly this image; `null` without one, or while the entry is that of another tag. */
export function recordedDigest(image: Image, entry: LockEntry | undefined): string | null {
  return entry?.reference === lockReference(image) ? entry.digest : null;
}
