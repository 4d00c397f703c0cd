import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DelayLine } from "../../src/relay/connection/delay-line.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("passes at once without a delay, and keeps the order when a delay becomes shorter", () => {
  const line = new DelayLine();
  const done: string[] = [];
  const pass = (name: string, delayMs: number) => line.pass(5, delayMs, () => done.push(name));
  pass("at once", 0);
  expect(done).toEqual(["at once"]);
  pass("late", 100);
  pass("behind it", 0);
  vi.advanceTimersByTime(99);
  expect([done, line.size]).toEqual([["at once"], 10]);
  vi.advanceTimersByTime(1);
  expect([done, line.size]).toEqual([["at once", "late", "behind it"], 0]);
  pass("at once again", 0);
  expect(done.at(-1)).toBe("at once again");
});

it("lets things that came one after the other go one after the other, each by its own time", () => {
  const line = new DelayLine();
  const done: string[] = [];
  line.pass(1, 100, () => done.push("first"));
  vi.advanceTimersByTime(60);
  line.pass(1, 100, () => done.push("second"));
  vi.advanceTimersByTime(40);
  expect(done).toEqual(["first"]);
  vi.advanceTimersByTime(60);
  expect(done).toEqual(["first", "second"]);
});

it("forgets what waits when it is cleared", () => {
  const line = new DelayLine();
  const done: string[] = [];
  line.pass(1, 10, () => done.push("never"));
  line.clear();
  vi.advanceTimersByTime(100);
  expect([done, line.size]).toEqual([[], 0]);
});
