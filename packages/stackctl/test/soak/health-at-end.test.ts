import { expect, test } from "vitest";
import type { Health } from "../../src/checks/summary.ts";
import { FaultTimeline } from "../../src/soak/faults/timeline.ts";
import { healthAtEnd } from "../../src/soak/results/health-at-end.ts";

const MINUTE = 60_000;

/** Health at a time after a restart of the relay that ended at one minute, and how often it was asked. */
async function healthAfterRestart(answers: Health[], at: number, force = new AbortController().signal) {
  const faults = new FaultTimeline();
  faults.begin({ kind: "restart", service: "relay", what: "is restarted", from: 0 })(MINUTE);
  let asked = 0;
  const health = async () => answers[asked++] ?? "healthy";
  return { health: await healthAtEnd({ host: { health }, faults, now: () => at, force }), asked };
}

test("services that have just been hit by a fault get the time to recover", async () => {
  const found = await healthAfterRestart(["unreachable", "degraded", "healthy"], MINUTE + 1);
  expect(found).toEqual({ health: "healthy", asked: 3 });
});

test("services that do not work long after the last fault are told of at once", async () => {
  expect(await healthAfterRestart(["degraded"], 2 * MINUTE)).toEqual({ health: "degraded", asked: 1 });
});

test("where no fault was made, services are asked once", async () => {
  const health = async () => "degraded" as const;
  const options = { host: { health }, faults: new FaultTimeline(), now: () => 1 };
  expect(await healthAtEnd({ ...options, force: new AbortController().signal })).toBe("degraded");
});

test("a reader who does not want to wait is not told that services work", async () => {
  const found = await healthAfterRestart(["healthy"], MINUTE, AbortSignal.abort());
  expect(found).toEqual({ health: "unreachable", asked: 0 });
});
