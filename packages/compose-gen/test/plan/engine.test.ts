import { expect, test } from "vitest";
import { BASELINE, planStack } from "../../src/index.ts";
import { atLeast, engineKnows, START_INTERVAL } from "../../src/plan/engine.ts";
import { stackOf } from "../support/minimal.ts";
import { definitions } from "../support/plan.ts";

const stack = stackOf([{ health: { command: ["true"], startInterval: 2_000 } }]);
const [profile] = definitions.profiles;
const [generation] = definitions.generations;
const plan = (engine?: string) => {
  if (!profile || !generation) throw new Error("there is one of each");
  return planStack(definitions, stack, profile, generation, engine === undefined ? {} : { engine });
};

test("a file uses only what the oldest supported engine knows, and says which that is", () => {
  expect(plan().compose.services.web?.healthcheck).not.toHaveProperty("start_interval");
  expect(plan().requires).toEqual(BASELINE);
});

test("a newer engine unlocks start_interval, and the file says that it needs it", () => {
  expect(plan("26.1").compose.services.web?.healthcheck).toMatchObject({ start_interval: "2s" });
  expect(plan("26.1").requires).toEqual(START_INTERVAL);
  expect(plan("24.0.7").requires).toEqual(BASELINE);
});

test.each(["25.0", "25.0.1", "26.1.5+dfsg1", "100.0"])("%s knows start_interval", (engine) => {
  expect(engineKnows(engine, START_INTERVAL)).toBe(true);
});

test.each(["20.10.24", "24.0", "24.9.9"])("%s does not", (engine) => {
  expect(engineKnows(engine, START_INTERVAL)).toBe(false);
});

test.each(["19.03", "20.9", "new", "", "26"])("%j is refused", (engine) => {
  expect(() => plan(engine)).toThrow(/ENGINE_UNSUPPORTED/);
});

test("requirements add up", () => {
  expect(atLeast({ engine: "25.0", compose: "2.9" }, { engine: "24.10", compose: "2.24" })).toEqual({
    engine: "25.0",
    compose: "2.24",
  });
});
