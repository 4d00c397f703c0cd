import { expect, test } from "vitest";
import { carryOut, type FaultTarget } from "../../src/soak/faults/carry-out.ts";
import { FaultTimeline } from "../../src/soak/faults/timeline.ts";
import type { PlannedFault } from "../../src/soak/plan/draw-faults.ts";

const SLOW: PlannedFault = { kind: "latency", service: "aggregator", atMs: 0, forMs: 1, latencyMs: 300 };
const RESTART: PlannedFault = { kind: "restart", service: "relay", atMs: 0, downMs: 1 };

/** A target that writes down what is done to it. */
function recordingTarget(done: string[], change: Partial<FaultTarget> = {}): FaultTarget {
  const begin = performance.now();
  return {
    control: {
      fault: async (service, { latencyMs }) => void done.push(`${service} late by ${latencyMs}`),
      clearFaults: async (service) => void done.push(`${service} cleared`),
    },
    restartRelay: async () => void done.push("restarted"),
    holdTokens: async () => {
      done.push("held");
      return () => void done.push("released");
    },
    recovered: async () => void done.push("recovered"),
    now: () => performance.now() - begin,
    ...change,
  };
}

const never = new AbortController().signal;

test("faults are made and cleared one after the other, and each has its place on the timeline", async () => {
  const done: string[] = [];
  const faults = new FaultTimeline();
  await carryOut([SLOW, RESTART], recordingTarget(done), faults, never);
  expect(done).toEqual([
    ...["aggregator late by 300", "aggregator cleared"],
    ...["held", "restarted", "recovered", "released"],
  ]);
  expect(faults.windows.map(({ service, to }) => [service, to === null])).toEqual([
    ["aggregator", false],
    ["relay", false],
  ]);
});

test("a fault that could not be made is cleared and ended all the same, and the error is told", async () => {
  const done: string[] = [];
  const faults = new FaultTimeline();
  const target = recordingTarget(done, { restartRelay: () => Promise.reject(new Error("no relay")) });
  await expect(carryOut([RESTART], target, faults, never)).rejects.toThrow("no relay");
  expect(done).toEqual(["held", "released"]);
  expect(faults.windows[0]?.to).not.toBeNull();
});

test("a load that ends while a restart waits for tokens has no fault", async () => {
  const done: string[] = [];
  const faults = new FaultTimeline();
  const ended = new AbortController();
  const holdTokens = async () => {
    ended.abort();
    return () => void done.push("released");
  };
  await carryOut([RESTART], recordingTarget(done, { holdTokens }), faults, ended.signal);
  expect([done, faults.windows]).toEqual([["released"], []]);
});

test("a soak that has ended makes no fault", async () => {
  const done: string[] = [];
  await carryOut([SLOW, RESTART], recordingTarget(done), new FaultTimeline(), AbortSignal.abort());
  expect(done).toEqual([]);
});
