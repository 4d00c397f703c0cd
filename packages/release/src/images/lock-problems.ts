import { type ErrorParts, type Images, type Lock, lockReference } from "@unicity-sphere/compose-gen";
import { ownImage } from "../own-images.ts";
import type { PlannedImage } from "./plan.ts";

/** A lock that a release writes to, or goes on with. */
export interface ReleasedLock {
  /** The file. */
  where: string;
  lock: Lock;
}

/** Digests of our own images that the registry does not have: the lock is that of another registry, or was written by hand. */
export function lockProblems(
  { where, lock }: ReleasedLock,
  images: Images,
  planned: readonly PlannedImage[],
): ErrorParts[] {
  const others = Object.entries(images).flatMap(([key, image]) => {
    const entry = lock.images[key];
    const found = planned.find(({ name }) => name === ownImage(image.repository));
    if (!found || !entry?.digest || entry.reference !== lockReference(image)) return [];
    if (entry.digest === found.published?.digest) return [];
    const published = found.published?.digest ?? "nothing that is made from these sources";
    return [`${key}: ${entry.digest} (${entry.source})\n  ${found.repository} has ${published}`];
  });
  if (others.length === 0) return [];
  return [
    {
      code: "LOCK_OF_OTHERS",
      what: "The lock has digests of this version that the registry does not have.",
      where,
      evidence: others.join("\n"),
      cause: "It was written for another registry, or by hand.",
      next: "Give the lock of this registry with --lock FILE, or take the file from version control.",
    },
  ];
}
