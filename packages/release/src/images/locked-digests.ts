import type { Images, Lock, LockEntry } from "@unicity-sphere/compose-gen";
import { lockReference } from "@unicity-sphere/compose-gen";
import { ownImage } from "../own-images.ts";
import type { PublishedImage } from "./publish.ts";

/**
 * The lock with the digests of published images; one that has a digest already keeps its entry, so that a second release
 * of the same changes nothing.
 *
 * @param source where they were published, e.g. `registry ghcr.io`
 */
export function withPublished(
  lock: Lock,
  images: Images,
  published: readonly PublishedImage[],
  { source, now }: { source: string; now: Date },
): Lock {
  const entries = Object.entries(images).flatMap(([key, image]): [string, LockEntry][] => {
    const found = published.find(({ name }) => name === ownImage(image.repository));
    if (!found) return [];
    const before = lock.images[key];
    const reference = lockReference(image);
    if (before?.verified && before.digest === found.digest && before.reference === reference) return [];
    const { digest, mediaType } = found;
    const resolvedAt = now.toISOString().replace(/\.\d+Z$/, "Z");
    const platforms = [...found.platforms];
    return [[key, { reference, digest, mediaType, platforms, source, resolvedAt, verified: true }]];
  });
  return { ...lock, images: { ...lock.images, ...Object.fromEntries(entries) } };
}
