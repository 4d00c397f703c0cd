import { expect, test } from "vitest";
import { Faults } from "../../src/control/faults.ts";

/** Faults with a clock of the test. */
function faultsWithClock() {
  let now = 0;
  const faults = new Faults(() => now);
  const shown = () => [faults.status, faults.latencyMs, faults.dropsWrites];
  const wait = (ms: number) => {
    now += ms;
  };
  return { faults, shown, wait };
}

test("faults of different kinds add up, one of the same kind replaces the other", () => {
  const { faults, shown } = faultsWithClock();
  expect(shown()).toEqual([undefined, 0, false]);
  faults.set({ status: 503 });
  faults.set({ latencyMs: 20 });
  faults.set({ dropWrites: true });
  faults.set({ status: 500 });
  expect(shown()).toEqual([500, 20, true]);
  faults.clear();
  expect(shown()).toEqual([undefined, 0, false]);
});

test("a fault ends by itself after its time, one without a time does not", () => {
  const { faults, shown, wait } = faultsWithClock();
  faults.set({ status: 503, forMs: 100 });
  faults.set({ latencyMs: 20 });
  wait(99);
  expect(shown()).toEqual([503, 20, false]);
  wait(1);
  expect(shown()).toEqual([undefined, 20, false]);
});
