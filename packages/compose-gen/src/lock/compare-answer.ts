import type { ErrorParts } from "../errors.ts";
import type { Image } from "../model/image.ts";
import type { LockEntry } from "../model/lock.ts";
import { lockReference } from "../model/lock-reference.ts";
import type { Answer } from "./answer.ts";
import { isUnreachable } from "./registry-error.ts";
import type { ResolvedTag } from "./resolve-tag.ts";

/**
 * What an answer means for the lock's entry:
 *
 * - `same`: the lock has it already; `confirmed`: same digest, which the lock did not know to be verified
 * - `added`: the lock had no digest for this tag; `moved`: it had another one
 * - `was-child`: it had the digest of one platform's manifest instead of the index
 * - `refused`: the answer cannot be accepted; `unreachable`: there is none
 */
export type Comparison =
  | { outcome: "same" | "confirmed" | "added" | "moved"; resolved: ResolvedTag }
  | { outcome: "was-child"; resolved: ResolvedTag; platform: string }
  | { outcome: "refused" | "unreachable"; error: ErrorParts };

/** Compares the lock's entry of an image with what its registry says. */
export function compareAnswer(
  key: string,
  image: Image,
  entry: LockEntry | undefined,
  answer: Answer<ResolvedTag>,
): Comparison {
  if (!answer.ok)
    return { outcome: isUnreachable(answer.error.code) ? "unreachable" : "refused", error: answer.error };
  const resolved = answer.value;
  const missing = (image.platforms ?? []).filter((platform) => !resolved.platforms.includes(platform));
  if (missing.length > 0)
    return { outcome: "refused", error: platformsMissing(key, image, missing, resolved) };
  if (!entry || entry.digest === null || entry.reference !== lockReference(image))
    return { outcome: "added", resolved };
  if (entry.digest === resolved.digest) {
    const same =
      entry.verified &&
      entry.waiver === undefined &&
      entry.mediaType === resolved.mediaType &&
      entry.platforms.join() === resolved.platforms.join();
    return { outcome: same ? "same" : "confirmed", resolved };
  }
  const child = resolved.children.find(({ digest }) => digest === entry.digest);
  return child
    ? { outcome: "was-child", resolved, platform: child.platform }
    : { outcome: "moved", resolved };
}

function platformsMissing(
  key: string,
  image: Image,
  missing: readonly string[],
  resolved: ResolvedTag,
): ErrorParts {
  return {
    code: "PLATFORM_MISSING",
    what: `The image has no ${missing.join(", ")}, which images.json promises.`,
    where: `images.json: ${key}.platforms`,
    evidence: `${lockReference(image)} has ${resolved.platforms.join(", ")}`,
    next: "Correct the platforms in images.json, or choose a tag that has them.",
  };
}
