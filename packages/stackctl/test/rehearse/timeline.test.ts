import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { expect, test } from "vitest";
import { StackError } from "../../src/errors.ts";
import type { Step, StepEvent } from "../../src/rehearse/rehearsal.ts";
import { StepFailed } from "../../src/rehearse/step-failed.ts";
import { END_STEPS, PROOF_STEPS, plannedSteps, START_STEPS } from "../../src/rehearse/steps.ts";
import { found, Timeline } from "../../src/rehearse/timeline.ts";

const steps: Step[] = [
  { id: "one", title: "one is done" },
  { id: "relay.two", title: "two is done", service: "relay" },
];

/** A timeline whose clock goes on by 250 ms at every look. */
function timelineOf(tell?: (event: StepEvent) => void, signal?: AbortSignal): Timeline {
  let now = 0;
  return new Timeline(steps, tell, signal, () => {
    now += 250;
    return now;
  });
}

test("keeps what each step found and took, and tells as it goes", async () => {
  const events: StepEvent[] = [];
  const timeline = timelineOf((event) => events.push(event));
  const value = await timeline.run("one", async (say) => {
    say("something");
    return { evidence: "seen", value: 7 };
  });
  expect(value).toBe(7);
  const result = { ...steps[0], outcome: "pass", evidence: "seen", ms: 250 };
  expect(timeline.results).toEqual([result]);
  expect(events.map(({ event }) => event)).toEqual(["begin", "waiting", "end"]);
  expect(events.at(-1)).toEqual({ event: "end", step: result });
});

test("a failed step is part of the timeline, and says where and why", async () => {
  const timeline = timelineOf();
  const refusal = { code: "REFUSED", what: "It refuses.", where: "port 1", evidence: "403", next: "Ask." };
  const failing = timeline.run("relay.two", () => Promise.reject(new StackError(refusal, 1)));
  const error = await failing.catch((thrown: StepFailed) => thrown);
  expect(error).toBeInstanceOf(StepFailed);
  expect(error).toMatchObject({
    exitCode: 1,
    step: steps[1],
    parts: { ...refusal, where: "step relay.two, port 1" },
  });
  expect(timeline.results[0]).toMatchObject({ outcome: "fail", evidence: "It refuses." });
});

test("a step that ends because of a signal was interrupted, and did not fail", async () => {
  const timeline = timelineOf(() => {}, AbortSignal.abort("SIGINT"));
  const ended = timeline.run("one", () => Promise.reject(new Error("killed")));
  await expect(ended).rejects.toBeInstanceOf(StepFailed);
  expect(timeline.results[0]).toMatchObject({ outcome: "interrupted", evidence: "SIGINT" });
});

test.each([
  [new Error("anything"), 1],
  [new StackError({ code: "X", what: "x" }, 2), 2],
  [new ComposeGenError({ code: "ENGINE_UNREACHABLE", what: "x" }), 2],
  [new ComposeGenError({ code: "BUNDLE_MISSING", what: "x" }), 3],
  [new ComposeGenError({ code: "HAPROXY_NOT_STARTED", what: "x" }), 1],
])("%s ends the command with exit code %i", async (thrown, exitCode) => {
  const error = await timelineOf()
    .run("one", () => Promise.reject(thrown))
    .catch((failed: StepFailed) => failed);
  expect(error).toMatchObject({ exitCode });
});

test("the log of the service comes after what was seen", () => {
  const failed = new StepFailed(steps[1] as Step, new StackError({ code: "X", what: "x", evidence: "403" }));
  expect(failed.withLog("a\nb").parts).toMatchObject({
    evidence: "403\nlast log lines:\na\nb",
    where: "step relay.two",
  });
});

test("a step that is not planned cannot be made", async () => {
  await expect(timelineOf().run("three", async () => found(""))).rejects.toThrow("no such step");
});

test("every step is planned once, and what is kept is not ended", () => {
  const ids = plannedSteps(false).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(START_STEPS.length + PROOF_STEPS.length + END_STEPS.length);
  expect(plannedSteps(true).map(({ id }) => id)).toEqual(ids.slice(0, -END_STEPS.length));
});
