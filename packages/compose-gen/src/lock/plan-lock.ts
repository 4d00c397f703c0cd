import type { ErrorParts } from "../errors.ts";
import type { Images } from "../model/image.ts";
import type { Lock, LockEntry } from "../model/lock.ts";
import { lockReference } from "../model/lock-reference.ts";
import { own } from "../own.ts";
import type { Answers } from "./answer.ts";
import { type Comparison, compareAnswer } from "./compare-answer.ts";
import type { ResolvedTag } from "./resolve-tag.ts";

/** One line of the plan. `removed`: images.json has no such image any more. */
export interface PlannedEntry {
  key: string;
  reference: string;
  outcome: Comparison["outcome"] | "removed";
  /** Digest in the lock before. */
  before: string | null;
  /** Digest in the lock afterwards. */
  after: string | null;
  mediaType?: string;
  platforms?: string[];
  /** Platform whose manifest the lock had instead of the index. */
  childOf?: string;
  error?: ErrorParts;
}

/** What an update makes of a lock. */
export interface LockPlan {
  /** False when the file stays as it is. */
  changed: boolean;
  images: PlannedEntry[];
  lock: Lock;
}

/**
 * The lock after these answers; keys without an answer, and those whose answer cannot be used, keep their entry.
 *
 * @param all no image was named: entries of images that are no longer in images.json are dropped, and a tag that moved is
 * refused
 */
export function planLock(images: Images, lock: Lock, answers: Answers, all: boolean): LockPlan {
  const entries: Record<string, LockEntry> = { ...lock.images };
  const planned: PlannedEntry[] = [];
  for (const key of Object.keys(lock.images).filter((name) => all && !Object.hasOwn(images, name))) {
    const { reference, digest } = lock.images[key] as LockEntry;
    planned.push({ key, reference, outcome: "removed", before: digest, after: null });
    delete entries[key];
  }
  for (const [key, image] of Object.entries(images)) {
    const answer = own(answers, key);
    if (!answer) continue;
    const reference = lockReference(image);
    const entry = own(lock.images, key);
    const before = entry?.digest ?? null;
    const comparison = compareAnswer(key, image, entry, answer);
    const { outcome } = comparison;
    if ("error" in comparison) {
      planned.push({ key, reference, outcome, before, after: before, error: comparison.error });
      continue;
    }
    const { digest, mediaType, platforms } = comparison.resolved;
    if (outcome === "moved" && all) {
      const error = tagMoved(key, reference, before, digest);
      planned.push({ key, reference, outcome: "refused", before, after: before, error });
      continue;
    }
    if (outcome !== "same") entries[key] = lockEntryOf(reference, comparison.resolved);
    const childOf = comparison.outcome === "was-child" ? { childOf: comparison.platform } : {};
    planned.push({ key, reference, outcome, before, after: digest, mediaType, platforms, ...childOf });
  }
  planned.sort((left, right) => (left.key < right.key ? -1 : 1));
  const changed = planned.some(({ outcome }) => !["same", "refused", "unreachable"].includes(outcome));
  return { changed, images: planned, lock: { ...lock, images: entries } };
}

/** Tags that images.json may name do not move: another digest is taken only by somebody who names the image. */
function tagMoved(key: string, reference: string, before: string | null, now: string): ErrorParts {
  return {
    code: "TAG_MOVED",
    what: "The tag is another image than the lock has; its entry is kept.",
    where: reference,
    evidence: `lock     ${before}\nregistry ${now}`,
    cause: "Its publisher built it again, or somebody else published under it.",
    next: `Find out which; to take it, name the image: \`compose-gen lock --update ${key}\`.`,
  };
}

function lockEntryOf(reference: string, resolved: ResolvedTag): LockEntry {
  const { digest, mediaType, platforms, source, resolvedAt } = resolved;
  return { reference, digest, mediaType, platforms, source, resolvedAt, verified: true };
}
