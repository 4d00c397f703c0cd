import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import {
  identifyProcess,
  inspectProcess,
  type ProcessIdentity,
  processState,
  signalProcess,
} from "../../src/process/identity.ts";
import { stopProcess } from "../../src/process/stop.ts";
import { eventually } from "../support/eventually.ts";

async function startProcess(script = "setInterval(() => {}, 1000)"): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ["-e", `${script}; console.log("ready")`], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  const identity = identifyProcess(child.pid ?? 0);
  if (!identity) throw new Error("The process did not start.");
  return identity;
}

test("tells a running, a frozen and an ended process apart", async () => {
  const identity = await startProcess();
  expect(processState(identity)).toBe("running");
  signalProcess(identity, "SIGSTOP");
  await eventually("it is frozen", () => processState(identity) === "stopped");
  signalProcess(identity, "SIGKILL");
  await eventually("it is gone", () => processState(identity) === "gone");
});

test("a pid that belongs to another process now is gone and never signalled", async () => {
  const identity = await startProcess();
  const recycled = { ...identity, started: "an earlier time" };
  expect(processState(recycled)).toBe("gone");
  expect(signalProcess(recycled, "SIGKILL")).toBe(false);
  expect(await stopProcess(recycled)).toBe("gone");
  expect(processState(identity)).toBe("running");
});

test("ps, which other systems use, says the same about the state", async () => {
  const identity = await startProcess();
  const before = inspectProcess(identity.pid, "darwin");
  expect(before?.state).toBe("running");
  signalProcess(identity, "SIGSTOP");
  await eventually("ps sees it frozen", () => inspectProcess(identity.pid, "darwin")?.state === "stopped");
  expect(inspectProcess(identity.pid, "darwin")?.started).toBe(before?.started);
  expect(inspectProcess(2 ** 30, "darwin")).toBe(undefined);
});

test("stops with SIGTERM, and kills what does not listen to it", async () => {
  const polite = await startProcess();
  expect(await stopProcess(polite)).toBe("stopped");
  const stubborn = await startProcess("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
  expect(await stopProcess(stubborn, { graceMs: 50 })).toBe("killed");
  expect(processState(stubborn)).toBe("gone");
});
