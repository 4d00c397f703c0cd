/** Newer tags of an image, as far as tags can be compared. */
export type TagComparison =
  | { status: "current" }
  /** Newest first. */
  | { status: "newer"; newer: string[] }
  /** Commits have no order: there are so many other tags that are commits too. */
  | { status: "incomparable"; others: number };

const version = /^v?\d+(?:\.\d+){1,2}/;
/** A release candidate is followed by the release itself, which lacks this part. */
const prerelease = /^-(?:alpha|beta|pre|rc|dev|next|canary)(?=[.\d-]|$)/i;

/**
 * Which tags are newer than `tag` and of its shape: the same text around the numbers (`v1.2.3-alpine3.20` and
 * `v1.3.0-alpine3.21`, not `v1.3.0`), compared number by number; after a pre-release also plain versions.
 */
export function newerTags(tag: string, tags: Iterable<string>): TagComparison {
  if (!version.test(tag)) {
    const others = [...tags].filter((other) => other !== tag && /^(?:sha-)?[0-9a-f]{7,40}$/.test(other));
    return { status: "incomparable", others: others.length };
  }
  const shape = shapeOf(tag);
  const [base = ""] = version.exec(tag) ?? [];
  const isPrerelease = prerelease.test(tag.slice(base.length));
  const newer = [...new Set(tags)].filter((other) => {
    if (shapeOf(other) === shape) return compare(other, tag) > 0;
    return isPrerelease && shapeOf(other) === shapeOf(base) && compare(other, base) >= 0;
  });
  if (newer.length === 0) return { status: "current" };
  return { status: "newer", newer: newer.sort((left, right) => compare(right, left)) };
}

/** `v1.2.3-alpine3.20` → `v#.#.#-alpine#.#`. */
function shapeOf(tag: string): string {
  return tag.replace(/\d+/g, "#");
}

/** Number by number; a shorter list that is a prefix is a finished version, so it comes after its pre-releases. */
function compare(left: string, right: string): number {
  const [ours, theirs] = [numbers(left), numbers(right)];
  for (let at = 0; at < Math.min(ours.length, theirs.length); at++) {
    const [a = 0n, b = 0n] = [ours[at], theirs[at]];
    if (a !== b) return a < b ? -1 : 1;
  }
  return theirs.length - ours.length;
}

function numbers(tag: string): bigint[] {
  return (tag.match(/\d+/g) ?? []).map(BigInt);
}
