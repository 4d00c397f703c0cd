/** How a process ended: with a code, or by a signal. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** What follows an end that nobody asked for. */
export type AfterEnd =
  | { kind: "restart"; delayMs: number; quickEnds: number }
  | { kind: "give-up"; exitCode: number; reason: string };

/** Exit code of a service whose settings or state are wrong: starting it again changes nothing. */
const START_REFUSED = 3;

/** A service that ran this long was well; its earlier ends no longer count, ms. */
export const WELL_AFTER_MS = 30_000;
const FIRST_DELAY_MS = 100;
/** Ends in a row, each before the service was well, that are one too many. */
export const QUICK_ENDS = 6;

/**
 * Decides what follows when a service ended by itself.
 *
 * @param uptimeMs how long it ran
 * @param quickEnds ends in a row before this one that came too soon
 */
export function afterEnd({ code, signal }: ProcessEnd, uptimeMs: number, quickEnds: number): AfterEnd {
  if (code === START_REFUSED) {
    return { kind: "give-up", exitCode: START_REFUSED, reason: "it refuses its settings or its state" };
  }
  const ends = uptimeMs >= WELL_AFTER_MS ? 1 : quickEnds + 1;
  if (ends >= QUICK_ENDS) {
    const last = signal ?? `exit code ${code}`;
    return { kind: "give-up", exitCode: 1, reason: `it ended ${ends} times in a row, last with ${last}` };
  }
  return { kind: "restart", delayMs: FIRST_DELAY_MS * 2 ** (ends - 1), quickEnds: ends };
}
