import { expect, test } from "vitest";
import type { PlannedFault } from "../../src/soak/plan/draw-faults.ts";
import { planSoak, type SoakRequest } from "../../src/soak/plan/plan.ts";

const MINUTE = 60_000;

const plan = (change: Partial<SoakRequest>) =>
  planSoak({
    ...{
      id: "w1",
      seed: "seed",
      ms: 10 * MINUTE,
      wallets: 2,
      transferMode: "conservative",
      wipeEveryMs: null,
    },
    ...{ faults: false, instance: { name: "soak-w1", created: true }, report: "/r" },
    budget: { unexplained: 0, latency: [] },
    ...change,
  });

const lengths = (ms: number, wipeEveryMs: number | null) =>
  plan({ ms, wipeEveryMs }).epochs.map((epoch) => epoch.ms);

test("wipes cut the time into epochs, and a short rest belongs to the last one", () => {
  expect(lengths(10 * MINUTE, null)).toEqual([10 * MINUTE]);
  expect(lengths(10 * MINUTE, 4 * MINUTE)).toEqual([4 * MINUTE, 4 * MINUTE, 2 * MINUTE]);
  expect(lengths(8 * MINUTE + 2_000, 4 * MINUTE)).toEqual([4 * MINUTE, 4 * MINUTE + 2_000]);
  expect(lengths(2 * MINUTE, 4 * MINUTE)).toEqual([2 * MINUTE]);
});

const end = (fault: PlannedFault) => fault.atMs + (fault.kind === "latency" ? fault.forMs : fault.downMs);

test.each([10_000, 30_000, 10 * MINUTE, 61 * MINUTE])(
  "faults of %s ms come one at a time and end in time",
  (ms) => {
    const faults = plan({ ms, faults: true }).epochs[0]?.faults ?? [];
    expect(faults.length).toBeGreaterThan(0);
    for (const [index, fault] of faults.entries()) {
      expect(fault.atMs).toBeGreaterThan(0);
      expect(end(fault)).toBeLessThan(faults[index + 1]?.atMs ?? ms);
    }
  },
);

test("faults are the same for the same seed, others for another one, and every kind is among them", () => {
  const drawn = (seed: string) => plan({ seed, faults: true }).epochs[0]?.faults ?? [];
  expect(drawn("a")).toEqual(drawn("a"));
  expect(drawn("a")).not.toEqual(drawn("b"));
  const kinds = new Set(drawn("a").map(({ kind, service }) => `${kind} ${service}`));
  expect([...kinds].sort()).toEqual([
    "latency aggregator",
    "latency faucet",
    "latency relay",
    "restart relay",
  ]);
});

test("without faults none is planned", () => {
  expect(plan({}).epochs[0]?.faults).toEqual([]);
});
