import { type Outcome, unknown, unreachable } from "../../checks/check.ts";
import { messageOf } from "../../errors.ts";
import { type Finding, type Group, type Line, verdictOfSilence, WORST } from "./line.ts";

/** A line with its answer. */
export interface LineResult {
  group: Group;
  name: string;
  label: string;
  url: string | null;
  /** As the asker would show it. */
  shows: string;
  outcome: Outcome;
  /** `OK`, or the reason. */
  code: string;
  evidence: string;
  next?: string;
  notes: readonly string[];
  external: boolean;
  /** Whether the exit code depends on it. */
  counted: boolean;
  /** Duration, ms. */
  ms: number;
}

/** Asks all lines side by side. @param allFour ipfs and market count, too */
export function runLines(
  lines: readonly Line[],
  { allFour, signal }: { allFour: boolean; signal: AbortSignal },
): Promise<LineResult[]> {
  return Promise.all(
    lines.map(async (line) => {
      const start = performance.now();
      const {
        counted = allFour || line.external !== true,
        notes = [],
        ...found
      } = await findingOf(line, signal);
      const { group, name, label, url, external = false } = line;
      const { shows, outcome, code, evidence, next } = found;
      return {
        ...{ group, name, label, url, shows, outcome, code, evidence, ...(next !== undefined && { next }) },
        ...{ notes, external, counted, ms: Math.round(performance.now() - start) },
      };
    }),
  );
}

async function findingOf({ group, url, ask }: Line, signal: AbortSignal): Promise<Finding> {
  const shows = WORST[group];
  if (url === null) return { ...unreachable("SERVICE_STOPPED", "it is not running"), shows };
  try {
    return await ask(url);
  } catch (error) {
    if (signal.aborted) throw error;
    try {
      return { ...verdictOfSilence(error), shows };
    } catch {
      return { ...unknown("CHECK_CRASHED", messageOf(error)), shows };
    }
  }
}
