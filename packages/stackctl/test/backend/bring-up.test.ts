import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { readEmbeddedState } from "../../src/backend/embedded/state.ts";
import { takeDown } from "../../src/backend/embedded/take-down.ts";
import { EXIT, Interrupted, StackError } from "../../src/errors.ts";
import { inspectProcess, signalProcess } from "../../src/process/identity.ts";
import { eventually } from "../support/eventually.ts";
import { bringUpFixture, fixtureSession, fixtureStack, startedPids } from "../support/fixture-stack.ts";

const alive = (pid: number) => inspectProcess(pid) !== undefined;

test("brings up a stack that it knows nothing about and records where it runs", async () => {
  const session = fixtureSession(fixtureStack());
  const checks = await bringUpFixture(session);
  expect(checks.map(({ service, check, outcome }) => `${service} ${check} ${outcome}`).sort()).toEqual([
    "first health pass",
    "first process.alive pass",
    "second health pass",
    "second process.alive pass",
  ]);
  expect(session.passed.sort()).toEqual([
    "first health",
    "first process.alive",
    "second health",
    "second process.alive",
  ]);
  const recorded = readEmbeddedState(session.paths);
  expect(recorded?.services.first?.process?.pid).toBe(startedPids(session, "first")[0]);
  const answer = await fetch(`${recorded?.services.second?.url}/health`);
  expect(answer.status).toBe(200);
});

test("take-down ends every process and removes their endpoints", async () => {
  const session = fixtureSession(fixtureStack());
  await bringUpFixture(session);
  const pids = ["first", "second"].flatMap((name) => startedPids(session, name));
  const stopped = await takeDown(session);
  expect(stopped.map(({ service, outcome }) => `${service} ${outcome}`)).toEqual([
    "second stopped",
    "first stopped",
  ]);
  expect(pids.filter(alive)).toEqual([]);
  expect(existsSync(`${session.paths.dataDir("first")}/endpoint.json`)).toBe(false);
});

test("a frozen service that runs is woken and ends by itself", async () => {
  const session = fixtureSession(fixtureStack());
  await bringUpFixture(session);
  const identity = session.state.services.first?.process;
  if (identity) signalProcess(identity, "SIGSTOP");
  const stopped = await takeDown(session);
  expect(stopped.find(({ service }) => service === "first")?.outcome).toBe("stopped");
});

test("a service that ends before it listens is named with its own last words, and the other one is stopped", async () => {
  const session = fixtureSession(fixtureStack({ second: "exits" }));
  const error = await bringUpFixture(session).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(StackError);
  expect(error.parts).toMatchObject({
    code: "SERVICE_ENDED",
    what: "second ended before it was ready (exit code 3).",
    evidence: expect.stringContaining("The database is not readable. [STATE_CORRUPT]"),
  });
  expect(error.exitCode).toBe(EXIT.unreachable);
  expect(startedPids(session, "first").filter(alive)).toEqual([]);
  expect(readEmbeddedState(session.paths)?.services.first?.process).toBe(null);
});

test("a service that dies during its checks fails at once", async () => {
  const session = fixtureSession(fixtureStack({ first: "dies" }));
  const error = await bringUpFixture(session).catch((thrown) => thrown);
  expect(error.parts).toMatchObject({ code: "SERVICE_NOT_READY", what: expect.stringContaining("first") });
  expect(error.parts.evidence).toContain("PROCESS_GONE");
});

test.each(["first", "second"])(
  "an interrupt while %s never answers stops both, which start side by side",
  async (name) => {
    const session = fixtureSession(fixtureStack({ [name]: "silent" }));
    const run = bringUpFixture(session).catch((thrown) => thrown);
    await eventually("both were started", () =>
      ["first", "second"].every((service) => startedPids(session, service).length > 0),
    );
    session.interrupt.abort("SIGINT");
    expect(await run).toBeInstanceOf(Interrupted);
    const pids = ["first", "second"].flatMap((name) => startedPids(session, name));
    expect(pids).toHaveLength(2);
    expect(pids.filter(alive)).toEqual([]);
  },
);

test("a second time nothing is started and every check is made again", async () => {
  const session = fixtureSession(fixtureStack());
  await bringUpFixture(session);
  const again = fixtureSession(session.stack, session.home);
  expect(await bringUpFixture(again)).toHaveLength(4);
  expect(startedPids(session, "first")).toHaveLength(1);
  expect(startedPids(session, "second")).toHaveLength(1);
});

test("only the dead service is started again, on its old port", async () => {
  const session = fixtureSession(fixtureStack());
  await bringUpFixture(session);
  const { process: identity, port } = session.state.services.first ?? {};
  if (!identity) throw new Error("first is not recorded");
  signalProcess(identity, "SIGKILL");
  await eventually("first is gone", () => !alive(identity.pid));
  const again = fixtureSession(session.stack, session.home);
  await bringUpFixture(again);
  expect(again.state.services.first?.port).toBe(port);
  expect(startedPids(session, "first")).toHaveLength(2);
  expect(startedPids(session, "second")).toHaveLength(1);
});

test("a failing restart leaves the services alone that ran before", async () => {
  const session = fixtureSession(fixtureStack());
  await bringUpFixture(session);
  const second = session.state.services.second?.process;
  if (second) signalProcess(second, "SIGKILL");
  const again = fixtureSession(fixtureStack({ second: "exits" }), session.home);
  await eventually("second is gone", () => second && !alive(second.pid));
  await expect(bringUpFixture(again)).rejects.toThrow("second ended before it was ready");
  expect(startedPids(session, "first").filter(alive)).toHaveLength(1);
});

test("take-down finds a service that the state has lost, by its data folder", async () => {
  const session = fixtureSession(fixtureStack());
  await bringUpFixture(session);
  const pid = session.state.services.first?.process?.pid ?? 0;
  session.state.services = {};
  const stopped = await takeDown(session);
  expect(stopped.map(({ service }) => service).sort()).toEqual(["first", "second"]);
  expect(alive(pid)).toBe(false);
});
