/** Collects `path: message` lines, so that one run shows every mistake. */
export interface Problems {
  add(path: string, message: string): void;
}

/** A collector and the lines that it got. */
export function collectProblems(): Problems & { lines: string[] } {
  const lines: string[] = [];
  return { lines, add: (path, message) => lines.push(`${path}: ${message}`) };
}
