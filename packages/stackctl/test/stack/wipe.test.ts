import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { instancePaths } from "../../src/instance/folders.ts";
import { newInstanceState, writeInstanceState } from "../../src/instance/state.ts";
import { identifyProcess } from "../../src/process/identity.ts";
import { runWhileBusy } from "../support/held-instance.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** An instance of processes in which nothing runs. */
function stoppedInstance() {
  const home = temporaryFolder();
  const paths = instancePaths(home, "test");
  const state = newInstanceState({ instance: "test", stack: "unicity", portBase: 0, now: new Date(0) });
  mkdirSync(paths.file("relay"), { recursive: true });
  writeInstanceState(paths, state);
  writeFileSync(paths.file("relay/events"), "events");
  const wipe = (between: () => void) => runWhileBusy(home, "test", ["wipe", "--yes"], between);
  return { home, paths, state, wipe };
}

test("what another command has made since the plan is not wiped", async () => {
  const { paths, wipe } = stoppedInstance();
  const { exitCode, document } = await wipe(() => mkdirSync(paths.file("aggregator")));
  expect(document.error).toMatchObject({
    code: "PLAN_CHANGED",
    evidence: expect.stringContaining(paths.file("aggregator")),
  });
  expect(exitCode).toBe(3);
  expect(readFileSync(paths.file("relay/events"), "utf8")).toBe("events");
});

test("what another command has started since the plan is neither stopped nor wiped", async () => {
  const { paths, state, wipe } = stoppedInstance();
  const child = spawn("sleep", ["60"]);
  onTestFinished(() => void child.kill());
  const { document } = await wipe(() => {
    const process = identifyProcess(child.pid ?? 0) ?? null;
    const relay = { port: 1, url: "ws://127.0.0.1:1", process, startedAt: null };
    writeInstanceState(paths, { ...state, services: { relay } });
  });
  expect(document.error).toMatchObject({ code: "PLAN_CHANGED", evidence: "not in the plan: relay runs" });
  expect(child.exitCode ?? child.signalCode).toBe(null);
  expect(existsSync(paths.file("relay/events"))).toBe(true);
});

test("a snapshot that was taken since the plan stays", async () => {
  const { paths, wipe } = stoppedInstance();
  const { exitCode, document } = await wipe(() =>
    mkdirSync(join(paths.snapshots, "kept"), { recursive: true }),
  );
  expect(exitCode).toBe(0);
  expect(readdirSync(paths.root)).toEqual(["snapshots"]);
  expect(document.kept).toMatchObject([{ path: paths.snapshots }]);
});

test("what is in the folder and no part of the plan stays", async () => {
  const { paths, wipe } = stoppedInstance();
  expect((await wipe(() => writeFileSync(paths.file("mine"), ""))).exitCode).toBe(0);
  expect(readdirSync(paths.root)).toEqual(["mine"]);
});

test("a wipe that waited for another command leaves no folder", async () => {
  const { home, paths, wipe } = stoppedInstance();
  const { exitCode } = await wipe(() => {});
  expect(exitCode).toBe(0);
  expect(existsSync(paths.root)).toBe(false);
  expect(readdirSync(home)).toEqual([]);
});
