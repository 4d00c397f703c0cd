/** A line of a comparison: kept, removed or added. */
export interface DiffLine {
  kind: " " | "-" | "+";
  text: string;
}

/** The shortest way from `before` to `after`, line by line (Myers). */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const trace = findPath(before, after);
  const lines: DiffLine[] = [];
  let [x, y] = [before.length, after.length];
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const reached = trace[depth] as Map<number, number>;
    const k = x - y;
    const down = depth > 0 && (k === -depth || (k !== depth && at(reached, k - 1) < at(reached, k + 1)));
    const previousK = down ? k + 1 : k - 1;
    const previousX = depth === 0 ? 0 : at(reached, previousK);
    const previousY = depth === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY && x > 0 && y > 0) {
      lines.push({ kind: " ", text: before[x - 1] ?? "" });
      x--;
      y--;
    }
    if (depth === 0) break;
    if (down) lines.push({ kind: "+", text: after[y - 1] ?? "" });
    else lines.push({ kind: "-", text: before[x - 1] ?? "" });
    [x, y] = [previousX, previousY];
  }
  return lines.reverse();
}

/** The comparison with `context` unchanged lines around each change; the others are left out. */
export function renderDiff(before: string, after: string, context = 3): string {
  const lines = diffLines(before.split("\n"), after.split("\n"));
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((line) => line.kind !== " "),
  );
  const shown: string[] = [];
  lines.forEach((line, index) => {
    if (!near[index]) return;
    if (shown.length > 0 && !near[index - 1]) shown.push("@@");
    shown.push(`${line.kind}${line.text}`);
  });
  return shown.join("\n");
}

/** The furthest reaching points before each step of edits. */
function findPath(before: readonly string[], after: readonly string[]): Map<number, number>[] {
  const trace: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= before.length + after.length; depth++) {
    trace.push(reached);
    const next = new Map(reached);
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && at(reached, k - 1) < at(reached, k + 1));
      let x = down ? at(reached, k + 1) : at(reached, k - 1) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      next.set(k, x);
      if (x >= before.length && x - k >= after.length) return trace;
    }
    reached = next;
  }
  return trace;
}

function at(reached: ReadonlyMap<number, number>, k: number): number {
  return reached.get(k) ?? -1;
}
