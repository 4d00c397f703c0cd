import { expect, test } from "vitest";
import { defineService, defineStack } from "../../src/index.ts";
import { serviceInput, stackOf } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

const withCompose = (value: object) =>
  defineService({ ...serviceInput(), compose: { "x-data": value } } as never);

test("a value that holds itself is refused with its path, wherever it is", () => {
  const list: unknown[] = [];
  const value = { list };
  list.push("a", value);
  expect(mistakes(() => withCompose(value))).toEqual([
    "compose.x-data.list[1]: holds itself: write the data without references",
  ]);
  const environment: Record<string, unknown> = {};
  environment.A = environment;
  const runtime = { ...serviceInput().runtime, environment };
  expect(mistakes(() => defineService({ ...serviceInput(), runtime } as never))).toEqual([
    "runtime.environment.A: holds itself: write the data without references",
  ]);
  const services: unknown[] = [{ kind: "service", ...serviceInput() }];
  services.push(services);
  expect(mistakes(() => defineStack({ name: "a", description: "a", services } as never))).toEqual([
    "services[1]: holds itself: write the data without references",
  ]);
});

test("one value in several places is no cycle", () => {
  const environment = { A: "shared" };
  const runtime = { ...serviceInput().runtime, environment };
  const deeper = { environment, also: { environment, list: [environment, environment] } };
  expect(stackOf([{ runtime }, { runtime, name: "other" }]).services).toHaveLength(2);
  expect(() => withCompose(deeper)).not.toThrow();
});

test("a hundred values that share all their members are walked once each", () => {
  let value: object = { end: true };
  for (let depth = 0; depth < 100; depth++) value = { left: value, right: value };
  // Walked anew from each parent these would be 2^100 steps.
  const act = () => defineStack({ name: value } as never);
  expect(mistakes(act).join("\n")).toContain("name: ");
});

test("data that is nested thousands of times is refused with the start of its path", () => {
  let value = {};
  for (let depth = 0; depth < 20_000; depth++) value = { a: value };
  expect(mistakes(() => withCompose(value))).toEqual([
    expect.stringMatching(/^compose\.x-data(?:\.a){18}…: is nested more than 500 deep$/),
  ]);
});
