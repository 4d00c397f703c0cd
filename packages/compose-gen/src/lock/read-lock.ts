import { ComposeGenError, isComposeGenError } from "../errors.ts";
import { type Lock, lock } from "../model/lock.ts";
import { parse } from "../model/parse.ts";

/**
 * The lock in the text of a lock file.
 *
 * @param where the file, for the message
 * @throws ComposeGenError `LOCK_INVALID`, one line of evidence per mistake
 */
export function readLock(text: string, where: string): Lock {
  try {
    return parse(lock, JSON.parse(text), "lock");
  } catch (error) {
    throw new ComposeGenError(
      {
        code: "LOCK_INVALID",
        what: "The lock file cannot be used.",
        where,
        evidence: isComposeGenError(error) ? (error.parts.evidence ?? "") : (error as Error).message,
        next: "Correct it, take it from version control, or delete the broken entries: `compose-gen lock --update` asks for them again.",
      },
      { cause: error },
    );
  }
}
