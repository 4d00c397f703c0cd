/** Collects `path: message` lines, so that one run shows every mistake. */
export interface Problems {
  /** @param advice a sentence after the message; costly, so only the first problems of a report have it */
  add(path: string, message: string, advice?: () => string): void;
}

/** With more problems than this nobody misspelt a name: something was renamed. */
const MOST_ADVISED = 100;

/** A collector and the lines that it got. */
export function collectProblems(): Problems & { lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    add: (path, message, advice) =>
      lines.push(`${path}: ${message}${advice && lines.length < MOST_ADVISED ? ` ${advice()}` : ""}`),
  };
}
