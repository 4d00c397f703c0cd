import { expect, test } from "vitest";
import { AFTERMATH, FaultTimeline } from "../../src/soak/faults/timeline.ts";
import { servicesOf } from "../../src/soak/operations/transfer.ts";
import { failureOf, groupFailures, StepFailed } from "../../src/soak/results/failures.ts";

/** A relay that was slow from 100 s to 110 s. */
function slowRelay(): FaultTimeline {
  const faults = new FaultTimeline();
  faults.begin("relay", "answers late", 100_000)(110_000);
  return faults;
}

const at = (from: number, to: number) => ({ operation: "message" as const, wallet: 1, from, at: to });
const relayError = new StepFailed("send", ["relay"], "no answer");

test.each([
  ["during it", 102_000, 103_000, true],
  ["that began before it and ended in it", 90_000, 101_000, true],
  ["that began in it and ended after it", 109_000, 160_000, true],
  ["just after it", 110_000 + AFTERMATH, 140_000, true],
  ["before it", 80_000, 99_999, false],
  ["long after it", 110_001 + AFTERMATH, 140_000, false],
])("an error of the service %s is explained: %s to %s → %s", (_, from, to, explained) => {
  const { explainedBy } = failureOf(relayError, at(from, to), slowRelay());
  expect(explainedBy).toBe(explained ? "relay answers late" : null);
});

test("a fault explains no error of another service, nor one that no service can have made", () => {
  const other = new StepFailed("send", ["aggregator"], "no answer");
  const none = new StepFailed("send", [], "Insufficient balance");
  expect(failureOf(other, at(102_000, 103_000), slowRelay()).explainedBy).toBeNull();
  expect(failureOf(none, at(102_000, 103_000), slowRelay()).explainedBy).toBeNull();
});

test("a fault that lasts explains what happens now", () => {
  const faults = new FaultTimeline();
  faults.begin("relay", "is down", 5);
  expect(failureOf(relayError, at(1_000_000, 1_000_001), faults).explainedBy).toBe("relay is down");
});

test("errors that differ by ids and numbers only are one row, explained ones apart", () => {
  const faults = slowRelay();
  const failures = [1, 102_000, 2].map((time) =>
    failureOf(new StepFailed("send", ["relay"], `@soak-a${time} after ${time} ms`), at(time, time), faults),
  );
  expect(
    groupFailures(failures).map(({ count, first, last, explainedBy }) => [count, first, last, explainedBy]),
  ).toEqual([
    [2, 1, 2, null],
    [1, 102_000, 102_000, "relay answers late"],
  ]);
});

test.each([
  [Object.assign(new Error("Insufficient balance"), { code: "INSUFFICIENT_BALANCE" }), []],
  [Object.assign(new Error('Recipient "@x" not found'), { code: "INVALID_RECIPIENT" }), ["relay"]],
  [new Error("No connected relays"), ["relay"]],
  [new Error("Invalid inclusion proof status: NOT_AUTHENTICATED"), ["aggregator"]],
  [new Error("something else"), ["relay", "aggregator"]],
])("an error of a transfer says which service it can come from: %s → %j", (error, services) => {
  expect(servicesOf(error)).toEqual(services);
});
