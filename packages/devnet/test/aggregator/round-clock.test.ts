import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoundClock, type RoundMode } from "../../src/aggregator/rounds/round-clock.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A clock and the times (ms) at which it sealed. */
function clockOf(options: { mode?: RoundMode; roundMs?: number } = {}) {
  const start = performance.now();
  const sealed: number[] = [];
  const seal = () => sealed.push(Math.round(performance.now() - start));
  return { clock: new RoundClock({ mode: "auto", ...options, seal }), sealed };
}

test("seals an empty round each second, and each quarter of one for the first two", () => {
  const { sealed } = clockOf();
  vi.advanceTimersByTime(4000);
  expect(sealed).toEqual([250, 500, 750, 1000, 1250, 1500, 1750, 2000, 3000, 4000]);
});

test("seals at once when a request waits, and at most every 50 ms", () => {
  const { clock, sealed } = clockOf();
  for (let ms = 0; ms < 120; ms += 10) {
    clock.request();
    vi.advanceTimersByTime(10);
  }
  expect(sealed).toEqual([0, 50, 100]);
});

test("seals the next empty round a second after one on demand", () => {
  const { clock, sealed } = clockOf();
  vi.advanceTimersByTime(2400);
  sealed.length = 0;
  clock.request();
  vi.advanceTimersByTime(1500);
  expect(sealed).toEqual([2400, 3400]);
});

test("keeps the real cadence whatever waits", () => {
  const { clock, sealed } = clockOf({ roundMs: 900 });
  clock.request();
  vi.advanceTimersByTime(1800);
  expect(sealed).toEqual([900, 1800]);
});

test.each(["manual", "paused"] as const)(
  "seals nothing by itself when it is %s, and again in auto",
  (mode) => {
    const { clock, sealed } = clockOf({ mode });
    clock.request();
    vi.advanceTimersByTime(5000);
    expect(sealed).toEqual([]);
    clock.mode = "auto";
    vi.advanceTimersByTime(1);
    expect(sealed).toHaveLength(1);
  },
);

test("does not seal after it was paused in the middle of a request", () => {
  const { clock, sealed } = clockOf();
  clock.request();
  clock.mode = "paused";
  vi.advanceTimersByTime(5000);
  expect(sealed).toEqual([]);
});
