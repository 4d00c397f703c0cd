import type { DocumentPath } from "../finding.ts";

/**
 * Finds lines in a file that this package rendered, without parsing it: keys stand at two more columns per level, items
 * of lists behind `- `, and only block texts take several lines, which are deeper than their key.
 *
 * @returns the line (from 1) of a path or of the nearest thing around it
 */
export function renderedLines(text: string): (path: DocumentPath) => number | undefined {
  const lines = text.split("\n");
  return (path) => {
    let at = -1;
    let column = 0;
    for (const step of path) {
      const found = findStep(lines, at, column, step);
      if (found === undefined) break;
      at = found;
      column += 2;
    }
    return at < 0 ? undefined : at + 1;
  };
}

/** The line of a key or item at a column, inside what starts at line `parent`. */
function findStep(
  lines: readonly string[],
  parent: number,
  column: number,
  step: string | number,
): number | undefined {
  let index = -1;
  for (let at = Math.max(parent, 0); at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (at > parent && line.trim() !== "" && indentOf(line) < column) return undefined;
    // The first key of a map in a list stands behind the dash.
    const isStart = at === parent && line.startsWith("- ", column - 2);
    if (at === parent ? !isStart : indentOf(line) !== column) continue;
    const rest = line.slice(column);
    if (typeof step === "number") {
      if (rest === "-" || rest.startsWith("- ")) index++;
      if (index === step) return at;
    } else if (rest.startsWith(`${step}:`) || rest.startsWith(`${JSON.stringify(step)}:`)) return at;
  }
  return undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
