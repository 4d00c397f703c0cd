import { expect, test } from "vitest";
import { latencyOf, percentile } from "../../src/soak/results/percentiles.ts";
import { piecesOf, type Sample } from "../../src/soak/results/samples.ts";

test.each([
  [50, 3],
  [90, 5],
  [20, 1],
  [21, 2],
  [100, 5],
  [0.1, 1],
])("the %s percentile of 1 to 5 is %s, a value that was measured", (percent, value) => {
  expect(percentile([1, 2, 3, 4, 5], percent)).toBe(value);
});

test("percentiles do not depend on the order, and of nothing there are none", () => {
  expect(latencyOf([30.4, 10, 20])).toEqual({ count: 3, p50: 20, p90: 30, p95: 30, p99: 30, max: 30 });
  expect(latencyOf([])).toEqual({ count: 0, p50: 0, p90: 0, p95: 0, p99: 0, max: 0 });
  expect(percentile([], 50)).toBeUndefined();
});

test("samples fall into pieces of time by their end, the last moment into the last piece", () => {
  const sample = (at: number, ms: number): Sample => ({ operation: "mint", wallet: 0, at, ms });
  const pieces = piecesOf([sample(0, 1), sample(49, 2), sample(50, 3), sample(100, 4)], 100, 2);
  expect(pieces).toEqual([
    { from: 0, durations: { mint: [1, 2] } },
    { from: 50, durations: { mint: [3, 4] } },
  ]);
});
