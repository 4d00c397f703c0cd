import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { checkedServices } from "../../src/backend/embedded/view.ts";
import { type Check, pass } from "../../src/checks/check.ts";
import { httpHealth } from "../../src/checks/http-health.ts";
import { runAllChecks } from "../../src/checks/run-checks.ts";
import { exitCodeOf, healthOf } from "../../src/checks/summary.ts";
import { identifyProcess } from "../../src/process/identity.ts";
import type { InstanceView, StackDefinition } from "../../src/stack/definition.ts";
import { fixtureStack } from "../support/fixture-stack.ts";

const SIGNAL = new AbortController().signal;

/** A stack of one service with the given checks. */
function stackWith(checks: Record<string, Check>, names = Object.keys(checks)): StackDefinition {
  const service = { name: "only", defaultPort: 0, uses: [], command: () => [], checks: names };
  return { ...fixtureStack(), services: [service], checks };
}

/** A view of that service; by default its process is this one. */
function viewAt(url: string, pid: number | null = process.pid): InstanceView {
  const identity = pid === null ? null : (identifyProcess(pid) ?? { pid, started: "ended" });
  const only = { name: "only", url, started: true, process: identity };
  return {
    name: "test",
    root: "/nowhere",
    services: { only },
    provides: [],
    endpoints: {},
    file: (name) => `/nowhere/${name}`,
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const run = (stack: StackDefinition, view: InstanceView, timeoutMs = 20_000) =>
  runAllChecks(checkedServices(stack, view), view, { timeoutMs, signal: SIGNAL });

test("a server that accepts and says nothing is unreachable, and what lies above it is not tried", async () => {
  const sockets: { destroy(): void }[] = [];
  const url = await listen(createServer((socket) => void sockets.push(socket)));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const above: Check = { layer: "protocol", proves: "more", run: async () => pass("wrongly asked") };
  const results = await run(stackWith({ health: httpHealth("/health"), above }), viewAt(url), 100);
  expect(results.map(({ check, outcome, code }) => [check, outcome, code])).toEqual([
    ["process.alive", "pass", "OK"],
    ["health", "unreachable", "TIMEOUT"],
    ["above", "unknown", "NOT_TRIED"],
  ]);
  expect(exitCodeOf(healthOf(results))).toBe(2);
});

test("a server that is not there is unreachable", async () => {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const results = await run(stackWith({ health: httpHealth("/health") }), viewAt(url));
  expect(results[1]).toMatchObject({ outcome: "unreachable", code: "REFUSED" });
});

test("a server that speaks something else is unreachable", async () => {
  const url = await listen(createServer((socket) => socket.end("SSH-2.0-x\r\n")));
  const results = await run(stackWith({ health: httpHealth("/health") }), viewAt(url));
  expect(results[1]).toMatchObject({ outcome: "unreachable", code: "CONNECTION_FAILED" });
});

test.each([
  ["a sick answer", 200, '{"status":"degraded"}'],
  ["a failing answer", 503, '{"status":"healthy"}'],
  ["an answer that is no JSON", 200, "<html>"],
])("%s is a failed check with what was seen", async (_, status, body) => {
  const reply = `HTTP/1.1 ${status} x\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
  const url = await listen(createServer((socket) => socket.once("data", () => socket.end(reply))));
  const results = await run(stackWith({ health: httpHealth("/health") }), viewAt(url));
  expect(results[1]).toMatchObject({
    outcome: "fail",
    code: "UNHEALTHY",
    evidence: expect.stringContaining(`${status}`),
  });
  expect(exitCodeOf(healthOf(results))).toBe(1);
});

test.each([
  ["was never started", null, "PROCESS_NOT_STARTED"],
  ["has ended", 2 ** 22 + 1, "PROCESS_GONE"],
])("a service whose process %s is unreachable", async (_, pid, code) => {
  const [result] = await run(stackWith({}), viewAt("http://127.0.0.1:1", pid));
  expect(result).toMatchObject({ check: "process.alive", outcome: "unreachable", code });
});

test("a check that is not registered, and one that crashes, are unknown: not green", async () => {
  const crashes: Check = {
    layer: "protocol",
    proves: "nothing",
    run: async () => {
      throw new Error("a bug");
    },
  };
  const results = await run(stackWith({ crashes }, ["crashes", "missing"]), viewAt("http://127.0.0.1:1"));
  expect(results.map(({ check, outcome, code }) => [check, outcome, code])).toEqual([
    ["process.alive", "pass", "OK"],
    ["crashes", "unknown", "CHECK_CRASHED"],
    ["missing", "unknown", "CHECK_MISSING"],
  ]);
  expect(exitCodeOf(healthOf(results))).toBe(1);
});

test("nothing checked is not healthy", () => {
  expect(healthOf([])).toBe("degraded");
});
