import { type HttpAnswer, retryAfter } from "@unicity-sphere/compose-gen/registry";

/** A registry that asks for more is left to the reader. */
const MAX_WAIT_SECONDS = 120;
const MAX_WAITS = 5;

/**
 * Sends a request again for as long as a rate limit says (`Retry-After`, else 1, 2, 4 … s).
 *
 * @returns the first other answer, or the limit itself where it asks for too much
 */
export async function withPatience(
  send: () => Promise<HttpAnswer>,
  { now, wait }: { now(): Date; wait(milliseconds: number): Promise<unknown> },
): Promise<HttpAnswer> {
  for (let waits = 0; ; waits++) {
    const answer = await send();
    if (answer.status !== 429) return answer;
    const seconds = retryAfter(answer.headers, now()) ?? 2 ** waits;
    if (seconds > MAX_WAIT_SECONDS || waits === MAX_WAITS) return answer;
    await wait(seconds * 1_000);
  }
}
