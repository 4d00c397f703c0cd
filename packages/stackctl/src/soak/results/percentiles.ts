/** Durations of one kind of operation, ms. */
export interface Latency {
  count: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  max: number;
}

/**
 * The value that `percent` of the values do not exceed, by the nearest rank: always one that was measured.
 *
 * @param sorted ascending
 * @param percent above 0, up to 100
 * @returns undefined of nothing
 */
export function percentile(sorted: readonly number[], percent: number): number | undefined {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/** Percentiles in whole ms; zeros of nothing. */
export function latencyOf(durations: readonly number[]): Latency {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (percent: number) => Math.round(percentile(sorted, percent) ?? 0);
  return { count: sorted.length, p50: at(50), p90: at(90), p95: at(95), p99: at(99), max: at(100) };
}
