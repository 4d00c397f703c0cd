import { expect, test } from "vitest";
import { FaultTimeline } from "../../src/soak/faults/timeline.ts";
import { loadIsOver } from "../../src/soak/operations/load-is-over.ts";
import { Recorder } from "../../src/soak/recorder.ts";

const never = new Promise<void>(() => {});
const signal = new AbortController().signal;

/** A recorder that has seen everything but a transfer. */
function recorderWithoutTransfer(): Recorder {
  const recorder = new Recorder(new FaultTimeline());
  recorder.done("mint", 0, 0);
  recorder.done("message", 0, 0);
  return recorder;
}

test("a load goes on past its time until every kind of operation was done", async () => {
  const recorder = recorderWithoutTransfer();
  setTimeout(() => recorder.done("transfer", 0, 0), 700);
  await loadIsOver(500, { faultsMade: Promise.resolve(), recorder, signal });
  expect(recorder.samples.map(({ operation }) => operation)).toEqual(["mint", "message", "transfer"]);
});

test("a load goes on past its time until its faults are over", async () => {
  const recorder = recorderWithoutTransfer();
  recorder.done("transfer", 0, 0);
  let over = false;
  const faultsMade = new Promise<void>((resolve) => {
    setTimeout(() => {
      over = true;
      resolve();
    }, 700);
  });
  await loadIsOver(500, { faultsMade, recorder, signal });
  expect(over).toBe(true);
});

test("a load in which nothing is done ends all the same", async () => {
  await loadIsOver(1, { faultsMade: never, recorder: new Recorder(new FaultTimeline()), signal });
});

test("a load that is ended early waits for nothing", async () => {
  const ended = AbortSignal.abort();
  await loadIsOver(600_000, { faultsMade: never, recorder: recorderWithoutTransfer(), signal: ended });
});
