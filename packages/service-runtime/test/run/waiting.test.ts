import { expect, test } from "vitest";
import { createWorld } from "./support/world.ts";

const report = (lines: string[][]) =>
  [["health", "unhealthy", "serving"], ...lines].map((line) => line.join("\t")).join("\n");

test("says what the service lacks while it waits, each line once", async () => {
  await using world = await createWorld();
  world.next({ report: report([["failure", "the trust base answers 404"]]) });
  const { code, out } = await world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "3" } });
  expect(out.match(/waiting: serving/g)).toHaveLength(1);
  expect(out.match(/the trust base answers 404/g)).toHaveLength(1);
  expect(code).toBe(2);
});

test("stops a first container that refuses its settings, and shows its reason once", async () => {
  await using world = await createWorld();
  const log = Array(3).fill("RELAY_PING_SECONDS is not valid. [NUMBER_INVALID]").join("\n");
  world.next({ state: "running", restarts: "2", exit: "3", log });
  const { code, errors } = await world.run(["--no-ssl"]);
  expect(errors.match(/NUMBER_INVALID/g)).toHaveLength(1);
  expect(code).toBe(1);
  expect(world.containers()["unicity-sample"]?.state).toBe("exited");
});

test("leaves a first container that fails otherwise running for a look", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  await world.run(["--no-ssl"], { env: { SAMPLE_HEALTH: "fail:no events" } });
  expect(world.containers()["unicity-sample"]?.state).toBe("running");
});

test("shows what the engine's client says, without empty lines, when the engine does not answer", async () => {
  await using world = await createWorld();
  world.fail("version", "\nCannot connect");
  const { code, errors } = await world.run(["--no-ssl"]);
  expect(errors).toMatch(/evidence: +Cannot connect\n/);
  expect(errors.includes("may not use it")).toBe(process.getuid?.() !== 0);
  expect(code).toBe(2);
});
