import { ComposeGenError, type ErrorParts } from "../errors.ts";
import { shownUrl } from "./registry-error.ts";
import type { HttpAnswer } from "./send-request.ts";

/** How far a clock may be off before signatures, tokens and times in a lock are no longer to be trusted, ms. */
export const CLOCK_LIMIT_MS = 5 * 60_000;

/** How to set a clock; the same wherever one is found wrong. */
export const SET_THE_CLOCK =
  "Set the clock, and repeat the command: `sudo timedatectl set-ntp true`, or restart the machine's virtual host.";

/**
 * What is wrong with the clock of this machine by the `Date` of an answer (RFC 9110 §6.6.1) and, from a cache, its `Age`;
 * nothing where the answer has no date.
 */
export function clockProblem(
  { headers, url }: Pick<HttpAnswer, "headers" | "url">,
  now: Date,
): ErrorParts | undefined {
  const age = Number(headers.get("age") ?? 0) * 1_000;
  const there = Date.parse(headers.get("date") ?? "") + Math.max(age, 0);
  const ahead = now.getTime() - there;
  // No comparison is true of a date that is missing or cannot be read.
  if (!(Math.abs(ahead) > CLOCK_LIMIT_MS)) return undefined;
  return {
    code: "CLOCK_WRONG",
    what: `The clock of this machine is ${inWords(ahead)} that of ${url.host}.`,
    where: shownUrl(url),
    evidence: `here  ${second(now)}\nthere ${second(new Date(there))}`,
    cause: "The time is not synchronised, or the machine slept.",
    next: SET_THE_CLOCK,
  };
}

/** @throws ComposeGenError `CLOCK_WRONG` */
export function requireClock(answer: Pick<HttpAnswer, "headers" | "url">, now: Date): void {
  const problem = clockProblem(answer, now);
  if (problem) throw new ComposeGenError(problem);
}

const second = (time: Date) => time.toISOString().replace(/\.\d+Z$/, "Z");

function inWords(ahead: number): string {
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  const amount = minutes < 180 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return `${amount} ${ahead > 0 ? "ahead of" : "behind"}`;
}
