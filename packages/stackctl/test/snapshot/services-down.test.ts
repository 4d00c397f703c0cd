import { expect, test } from "vitest";
import type { Backend, Operation } from "../../src/backend/backend.ts";
import { embeddedBackend } from "../../src/backend/embedded/index.ts";
import { StackError } from "../../src/errors.ts";
import { withServicesDown } from "../../src/snapshot/services-down.ts";
import { fixtureSession, fixtureStack } from "../support/fixture-stack.ts";

const lock = { recovered: false, release() {} };
const broken = new StackError({ code: "DISK_FULL", what: "full", evidence: "ENOSPC", next: "Free some." });

/** A backend that only remembers what it was told. */
function backendThat(restarts: () => void): { backend: Backend; told: string[] } {
  const told: string[] = [];
  const down = async () => {
    told.push("down");
    return [];
  };
  const restart = async ({ interrupts }: Operation) => {
    interrupts.signal.throwIfAborted();
    told.push("restart");
    restarts();
    return { plan: {} as never, started: [], checks: [], rows: [], undo: async () => {} };
  };
  return { backend: { ...embeddedBackend, down, restart }, told };
}

const run = (backend: Backend, running: boolean, work: () => Promise<unknown>, operation = session()) =>
  withServicesDown(backend, operation, running, "the copy is made", lock, work);
const session = () => fixtureSession(fixtureStack());

test("what does not run is neither stopped nor started", async () => {
  const { backend, told } = backendThat(() => {});
  expect(await run(backend, false, async () => "done")).toEqual({ result: "done", downMs: null });
  expect(told).toEqual([]);
});

test("services come back when the work fails, and its own error is told", async () => {
  const { backend, told } = backendThat(() => {});
  await expect(run(backend, true, () => Promise.reject(broken))).rejects.toBe(broken);
  expect(told).toEqual(["down", "restart"]);
});

test("both are told when neither the work nor the services succeed", async () => {
  const { backend } = backendThat(() => {
    throw new Error("port taken");
  });
  await expect(run(backend, true, () => Promise.reject(broken))).rejects.toMatchObject({
    parts: {
      code: "DISK_FULL",
      evidence: expect.stringMatching(/did not come back: port taken\nENOSPC/),
      next: expect.stringMatching(/^Free some\. Then start them: .*up/),
    },
  });
});

test("services that do not come back do not hide that the work is done", async () => {
  const { backend } = backendThat(() => {
    throw broken;
  });
  await expect(run(backend, true, async () => {})).rejects.toMatchObject({
    parts: {
      code: "DISK_FULL",
      what: "The copy is made; the services did not start. full",
      evidence: "ENOSPC",
      next: "Free some. Then start them: `npx @unicity-sphere/stackctl up --instance test --detach`.",
    },
  });
});

test("an interruption ends the work, and still brings the services back", async () => {
  const { backend, told } = backendThat(() => {});
  const operation = session();
  const work = async () => {
    operation.interrupt.abort("SIGINT");
    throw operation.interrupts.signal.reason;
  };
  await expect(run(backend, true, work, operation)).rejects.toMatchObject({ signal: "SIGINT" });
  expect(told).toEqual(["down", "restart"]);
});
