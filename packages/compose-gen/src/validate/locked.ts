import { ComposeGenError } from "../errors.ts";
import type { Config } from "../model/config.ts";
import { lockReference } from "../model/lock-reference.ts";
import { invalid } from "../model/parse.ts";
import { own } from "../own.ts";
import { suggestion } from "../suggest.ts";
import { collectProblems } from "./problems.ts";

/**
 * Every image has a lock entry for exactly its repository and tag, and every entry has its image. A configuration as such may lack
 * them, or else nothing could be written that completes its lock; what is rendered may not.
 *
 * @throws ComposeGenError `DEFINITION_INVALID`, one line per mistake
 */
export function validateLocked({ images, lock }: Pick<Config, "images" | "lock">): void {
  const problems = collectProblems();
  for (const [key, image] of Object.entries(images)) {
    const entry = own(lock.images, key);
    const reference = lockReference(image);
    if (!entry) problems.add(`lock.images.${key}`, `is missing: lock ${reference}`);
    else if (entry.reference !== reference)
      problems.add(
        `lock.images.${key}.reference`,
        `is ${entry.reference}, but images.json says ${reference}: the digest belongs to another tag`,
      );
  }
  for (const key of Object.keys(lock.images))
    if (!Object.hasOwn(images, key))
      problems.add(`lock.images.${key}`, "is no image.", () => suggestion(key, Object.keys(images)));
  if (problems.lines.length > 0)
    throw new ComposeGenError({
      ...invalid("configuration", problems.lines).parts,
      next: "Run `compose-gen lock --update`, or correct the entries.",
    });
}
