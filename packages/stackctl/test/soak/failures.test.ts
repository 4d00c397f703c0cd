import { expect, test } from "vitest";
import { FaultTimeline, type FaultWindow } from "../../src/soak/faults/timeline.ts";
import { servicesOf } from "../../src/soak/operations/transfer.ts";
import { failureOf, groupFailures, StepFailed } from "../../src/soak/results/failures.ts";

const SECOND = 1_000;

/** A fault of the relay from 100 s to 115 s. */
function faultOf(kind: FaultWindow["kind"]): FaultTimeline {
  const faults = new FaultTimeline();
  faults.begin({ kind, service: "relay", what: "is faulty", from: 100 * SECOND })(115 * SECOND);
  return faults;
}

/** An operation that took from one second to another. */
const at = (from: number, to: number) => ({
  ...{ operation: "message" as const, wallet: 1 },
  ...{ from: from * SECOND, at: to * SECOND },
});
const explained = (error: unknown, from: number, to: number, kind: FaultWindow["kind"] = "restart") =>
  failureOf(error, at(from, to), faultOf(kind)).explainedBy !== null;

const disconnected = new StepFailed("send", ["relay"], new Error("No connected relays"));
const timedOut = new StepFailed("send", ["relay"], new Error("reconnect timeout"));
const neverArrived = new StepFailed("arrive", ["relay"], "It did not arrive within 45000 ms.", 45 * SECOND);

test.each([
  ["in it", 102, 103, true],
  ["in it, of an operation that began before", 90, 101, true],
  ["after it, of something that was asked in it", 114, 118, true],
  ["before it", 80, 99, false],
  ["after it", 116, 118, false],
  ["long after it, of an operation that began in it", 114, 160, false],
])("an error that comes %s: %s s to %s s → explained %s", (_, from, to, expected) => {
  expect(explained(disconnected, from, to)).toBe(expected);
  expect(explained(timedOut, from, to)).toBe(expected);
});

test.each([
  ["was sent in it", 105, 150, true],
  ["was on its way when it began", 97, 142, true],
  ["was sent long before it and waited for until it", 60, 105, false],
  ["was sent after all of it", 116, 161, false],
])("what never arrived and %s: %s s to %s s → explained %s", (_, from, to, expected) => {
  expect(explained(neverArrived, from, to)).toBe(expected);
});

test("an error is explained by a fault of its kind only: late answers end no connection, and nothing refuses", () => {
  const refused = new StepFailed("send", ["relay"], new Error("Event rejected: blocked"));
  const nobody = Object.assign(new Error('Recipient "@x" not found'), { code: "INVALID_RECIPIENT" });
  const unanswered = new StepFailed("send", ["relay"], nobody);
  const by = (kind: FaultWindow["kind"]) =>
    [timedOut, unanswered, disconnected, refused].map((error) => explained(error, 102, 103, kind));
  expect(by("latency")).toEqual([true, true, false, false]);
  expect(by("restart")).toEqual([true, true, true, false]);
});

test("a fault explains no error of another service, nor one that no service can have made", () => {
  const other = new StepFailed("send", ["aggregator"], "ECONNREFUSED");
  const none = new StepFailed("send", [], "Insufficient balance");
  expect([explained(other, 102, 103), explained(none, 102, 103)]).toEqual([false, false]);
});

test("a fault that lasts explains what happens now", () => {
  const faults = new FaultTimeline();
  faults.begin({ kind: "restart", service: "relay", what: "is down", from: 5 });
  expect(failureOf(disconnected, at(1_000, 1_001), faults).explainedBy).toBe("relay is down");
});

test("errors that differ by ids and numbers only are one row, explained ones apart", () => {
  const faults = faultOf("latency");
  const failures = [1, 102_000, 2].map((time) =>
    failureOf(
      new StepFailed("send", ["relay"], `@soak-a${time} not within ${time} ms`),
      at(time / SECOND, time / SECOND),
      faults,
    ),
  );
  expect(
    groupFailures(failures).map(({ count, first, last, explainedBy }) => [count, first, last, explainedBy]),
  ).toEqual([
    [2, 1, 2, null],
    [1, 102_000, 102_000, "relay is faulty"],
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
