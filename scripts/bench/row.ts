/** One measured figure, as a bench file prints it: one JSON object per line on stdout. */
export interface BenchRow {
  /** What was measured, e.g. `render relay, cold`. */
  name: string;
  /** `ms`, `MB`, `events/s`, `x` (ratio to the peer) … */
  unit: string;
  median: number;
  min: number;
  max: number;
  runs: number;
  /** The bar to reach; absent for a figure that is only of interest. */
  target?: { op: "<=" | ">="; value: number };
  /** Why the bar is missed or the figure is missing. */
  note?: string;
  /** The bench could not run at all. */
  error?: string;
}

/** Sorts the samples of one figure into a row. */
export function row(
  name: string,
  unit: string,
  samples: number[],
  target?: BenchRow["target"],
  note?: string,
): BenchRow {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number) => sorted[Math.min(sorted.length - 1, Math.max(0, index))] ?? Number.NaN;
  const median = sorted.length % 2 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
  const result: BenchRow = {
    name,
    unit,
    median,
    min: at(0),
    max: at(sorted.length - 1),
    runs: sorted.length,
  };
  if (target) result.target = target;
  if (note) result.note = note;
  return result;
}

/** Prints a row the way `pnpm bench` reads it. */
export function printRow(result: BenchRow): void {
  console.log(JSON.stringify(result));
}

/** Whether the bar is reached; undefined without a bar. */
export function reached({ median, target }: BenchRow): boolean | undefined {
  if (!target) return undefined;
  return target.op === "<=" ? median <= target.value : median >= target.value;
}
