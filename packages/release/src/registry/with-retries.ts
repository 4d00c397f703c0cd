import { isComposeGenError } from "@unicity-sphere/compose-gen";
import { isTransient, resumable } from "./push-error.ts";

/** Milliseconds before each repetition. */
const PAUSES = [500, 1_000, 2_000, 4_000];

/**
 * Does something that may be done twice, again when the registry did not answer; a rate limit was waited for already.
 *
 * @throws what it threw last, with the way to go on later
 */
export async function withRetries<Result>(
  act: () => Promise<Result>,
  wait: (milliseconds: number) => Promise<unknown>,
): Promise<Result> {
  for (const pause of PAUSES) {
    try {
      return await act();
    } catch (error) {
      if (!isComposeGenError(error) || !isTransient(error.code) || error.code === "REGISTRY_RATE_LIMITED")
        throw resumable(error);
      await wait(pause);
    }
  }
  return act().catch((error: unknown) => {
    throw resumable(error);
  });
}
