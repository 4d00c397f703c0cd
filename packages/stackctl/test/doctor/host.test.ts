import { expect, test } from "vitest";
import type { CheckResult } from "../../src/checks/check.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { judgeChecks } from "../../src/doctor/probes/checks.ts";
import { judgeClock } from "../../src/doctor/probes/clock.ts";
import { judgeDisk } from "../../src/doctor/probes/disk.ts";
import { judgeEngine } from "../../src/doctor/probes/engine.ts";
import { judgeMemory } from "../../src/doctor/probes/memory.ts";
import { judgeOperation, type OperationFacts } from "../../src/doctor/probes/operation.ts";
import { judgePorts, type PortFacts } from "../../src/doctor/probes/ports.ts";
import { judgeServices, type ServiceFacts } from "../../src/doctor/probes/services.ts";

const GIB = 1024 ** 3;
const DAY = 86_400_000;

/** `severity CODE` of each finding. */
const short = (findings: readonly Finding[]) => findings.map(({ severity, code }) => `${severity} ${code}`);

const facts = {
  ...{ engine: "26.1.5", compose: "2.26.1", architecture: "amd64", root: "/var/lib/docker", clockAhead: 0 },
  ...{ memory: 8 * GIB, memoryLimit: true, pidsLimit: true, rootless: false, fetchesElsewhere: false },
};
const dead = { code: "ENGINE_UNREACHABLE", what: "No Docker engine answers.", next: "Start Docker." };
const old = {
  code: "COMPOSE_TOO_OLD",
  what: "Docker Compose 2.20 is too old.",
  next: "Install a newer one.",
};

test.each([
  ["a good engine", { sight: { reachable: true, facts }, needed: true }, ["ok ENGINE"]],
  ["no engine", { sight: { reachable: false, error: dead }, needed: true }, ["problem ENGINE_UNREACHABLE"]],
  [
    "no need of one",
    { sight: { reachable: false, error: dead }, needed: false },
    ["not-applicable NOT_APPLICABLE"],
  ],
  [
    "an old Compose",
    { sight: { reachable: true, facts, error: old }, needed: true },
    ["problem COMPOSE_TOO_OLD"],
  ],
  [
    "no limits",
    { sight: { reachable: true, facts: { ...facts, pidsLimit: false } }, needed: true },
    ["warning ENGINE_NO_LIMITS"],
  ],
] as const)("engine: %s", (_, given, expected) => {
  expect(short(judgeEngine(given))).toEqual(expected);
});

const state = { state: { backend: "docker" } } as unknown as OperationFacts["state"];
const idle: OperationFacts = {
  others: undefined,
  ...{ instance: "default", state, holder: undefined, staleLock: false },
  ...{ wiping: false, restoring: undefined, leftovers: [] },
};
const holder = { pid: 7, started: "x", host: "h", verb: "up", since: "2026-01-01T00:00:00Z" };

const version = { images: {}, files: null, services: {} };
const upgrading = {
  ...{ verb: "upgrade" as const, since: "2026-01-01T00:00:00.000Z", step: "replace the containers" },
  ...{ before: version, target: version, running: true, backup: null },
};

test.each<[string, Partial<OperationFacts>, string[]]>([
  ["nothing is half done", {}, ["ok NO_OPERATION"]],
  ["there is no instance", { state: { state: undefined } }, ["not-applicable NOT_APPLICABLE"]],
  [
    "the named one does not exist",
    { state: { state: undefined }, others: ["two"] },
    ["problem INSTANCE_UNKNOWN"],
  ],
  ["a command is at work", { holder, wiping: true }, ["warning OPERATION_RUNNING"]],
  ["a command died", { staleLock: true }, ["warning OPERATION_DIED"]],
  ["a wipe was interrupted", { wiping: true, staleLock: true }, ["problem WIPE_INCOMPLETE"]],
  ["a restore was interrupted", { restoring: "before" }, ["problem RESTORE_INCOMPLETE"]],
  ["an upgrade was interrupted", { upgrading, staleLock: true }, ["problem UPGRADE_INCOMPLETE"]],
  ["a run script was interrupted", { leftovers: ["unicity-relay-previous"] }, ["problem SCRIPT_INTERRUPTED"]],
  [
    "the state is damaged",
    { state: { error: { ...dead, code: "STATE_CORRUPT" } } },
    ["problem STATE_CORRUPT"],
  ],
])("operations: %s", (_, given, expected) => {
  expect(short(judgeOperation({ ...idle, ...given }))).toEqual(expected);
});

test.each<[string, number | null, { bytes: number; ms: number } | null, string[]]>([
  ["room for years", 100 * GIB, { bytes: 1024, ms: DAY }, ["ok DISK", "ok DISK_GROWTH"]],
  ["shrinking", 100 * GIB, { bytes: -1024, ms: DAY }, ["ok DISK", "ok DISK_GROWTH"]],
  ["growing fast", 100 * GIB, { bytes: 10 * GIB, ms: DAY }, ["ok DISK", "warning DISK_FULL_SOON"]],
  ["growing very fast", 10 * GIB, { bytes: 5 * GIB, ms: DAY }, ["ok DISK", "problem DISK_FULL_SOON"]],
  ["no history", 100 * GIB, null, ["ok DISK", "unknown DISK_GROWTH"]],
  ["a history of a minute", 100 * GIB, { bytes: GIB, ms: 60_000 }, ["ok DISK", "unknown DISK_GROWTH"]],
  ["little room", GIB, { bytes: 0, ms: DAY }, ["warning DISK_LOW", "ok DISK_GROWTH"]],
  ["no room", GIB / 4, { bytes: 0, ms: DAY }, ["problem DISK_FULL", "ok DISK_GROWTH"]],
  ["an engine elsewhere", null, null, ["unknown DISK", "unknown DISK_GROWTH"]],
])("disk: %s", (_, free, growth, expected) => {
  const places = [{ what: "volumes", free, total: 200 * GIB }];
  expect(short(judgeDisk({ places, growth, hasVolumes: true }))).toEqual(expected);
});

test("disk: says how many days are left", () => {
  const places = [{ what: "volumes", free: 100 * GIB, total: 200 * GIB }];
  const findings = judgeDisk({ places, growth: { bytes: 10 * GIB, ms: DAY }, hasVolumes: true });
  expect(findings.at(-1)?.what).toBe("The disk is full in 10 days.");
});

const roomy = { available: 4 * GIB, total: 8 * GIB, limits: 2 * GIB, killed: [] };

test.each([
  ["enough", {}, ["ok MEMORY"]],
  ["hardly any", { available: GIB / 8 }, ["warning MEMORY_LOW"]],
  ["more promised than there is", { limits: 9 * GIB }, ["warning MEMORY_OVERCOMMITTED"]],
  ["a victim", { killed: ["unicity-relay"] }, ["problem OUT_OF_MEMORY"]],
])("memory: %s", (_, given, expected) => {
  expect(short(judgeMemory({ ...roomy, ...given }))).toEqual(expected);
});

test.each([
  ["right", [{ server: "ghcr.io", ms: 900 }], 20, ["ok CLOCK"]],
  ["a few seconds off", [{ server: "ghcr.io", ms: -9_000 }], 0, ["warning CLOCK_OFF"]],
  ["days off", [{ server: "ghcr.io", ms: 3 * DAY }], undefined, ["problem CLOCK_OFF"]],
  [
    "one server is wrong itself",
    [
      { server: "a", ms: DAY },
      { server: "b", ms: 10 },
    ],
    0,
    ["ok CLOCK"],
  ],
  ["nobody to ask", [], 0, ["unknown CLOCK"]],
  ["an engine that slept", [{ server: "ghcr.io", ms: 0 }], -60_000, ["problem CLOCK_ENGINE", "ok CLOCK"]],
] as const)("clock: %s", (_, ahead, engineAhead, expected) => {
  expect(short(judgeClock({ ahead, engineAhead }))).toEqual(expected);
});

const port = { port: 7777, use: "relay", web: false, expected: true };
const web = { port: 80, use: "the web", web: true, expected: true };
const stranger = { kind: "process", who: "pid 9: nginx" } as const;

test.each<[string, PortFacts, string]>([
  ["ours", { ...port, holder: { kind: "ours", who: "unicity-relay" } }, "ok PORT"],
  ["free while stopped", { ...port, expected: false, holder: { kind: "free" } }, "ok PORT"],
  ["free while it runs", { ...port, holder: { kind: "free" } }, "problem PORT_CLOSED"],
  ["taken by a program", { ...port, holder: stranger }, "problem PORT_TAKEN"],
  ["taken by somebody unseen", { ...port, holder: { kind: "unseen" } }, "problem PORT_TAKEN"],
  [
    "taken by another container",
    { ...port, holder: { kind: "container", who: "other" } },
    "problem PORT_TAKEN",
  ],
  ["80 with HAProxy", { ...web, holder: { kind: "container", who: "haproxy" } }, "ok PORT"],
  ["80 before the first start", { ...web, expected: false, holder: { kind: "free" } }, "ok PORT"],
  ["80 without HAProxy", { ...web, holder: { kind: "free" } }, "warning PORT_CLOSED"],
  [
    "80 with HAProxy on the host",
    { ...web, holder: { kind: "process", who: "pid 9: haproxy -W" } },
    "ok PORT",
  ],
  ["80 with somebody unseen", { ...web, holder: { kind: "unseen" } }, "unknown PORT"],
  ["80 with another web server", { ...web, holder: stranger }, "problem PORT_TAKEN"],
])("ports: %s", (_, given, expected) => {
  expect(short(judgePorts([given]))).toEqual([expected]);
});

const running: ServiceFacts = {
  ...{ name: "unicity-relay", status: "running", exitCode: 0, restarts: 0, health: "healthy", lastProbe: "" },
  ...{ hasRuntime: true, job: false, report: { health: "healthy", failures: [], warnings: [] } },
};

test.each<[string, Partial<ServiceFacts>, string[]]>([
  ["healthy", {}, ["ok SERVICE"]],
  ["a job that is done", { job: true, status: "exited" }, []],
  ["a job that failed", { job: true, status: "exited", exitCode: 4 }, ["problem JOB_FAILED"]],
  ["stopped", { status: "exited", exitCode: 137 }, ["problem SERVICE_DOWN"]],
  ["paused", { status: "paused" }, ["problem SERVICE_DOWN"]],
  ["in a restart loop", { status: "restarting", restarts: 9 }, ["problem CONTAINER_RESTARTS"]],
  [
    "sick and warned",
    { report: { health: "unhealthy", failures: ["nginx is not running"], warnings: ["space: 90 %"] } },
    ["problem SERVICE_UNHEALTHY", "warning SERVICE_DEGRADED"],
  ],
  ["silent", { report: undefined }, ["unknown SERVICE"]],
  [
    "unhealthy without our runtime",
    { hasRuntime: false, report: undefined, health: "unhealthy" },
    ["problem SERVICE_UNHEALTHY"],
  ],
  ["without a health command", { hasRuntime: false, report: undefined, health: "none" }, ["ok SERVICE"]],
])("services: %s", (_, given, expected) => {
  expect(short(judgeServices([{ ...running, ...given }]))).toEqual(expected);
});

const check: CheckResult = {
  ...{
    service: "aggregator",
    check: "jsonrpc.height-grows",
    layer: "progress",
    proves: "the block height grows",
  },
  ...{ outcome: "pass", code: "OK", evidence: "4 → 5", ms: 9 },
};

test.each<[string, Partial<CheckResult>, string]>([
  ["passes", {}, "ok CHECK"],
  ["fails", { outcome: "fail", code: "HEIGHT_STANDS", next: "Look." }, "problem HEIGHT_STANDS"],
  ["has no answer", { outcome: "unreachable", code: "NO_ANSWER" }, "problem NO_ANSWER"],
  ["was not tried", { outcome: "unknown", code: "NOT_TRIED" }, "unknown NOT_TRIED"],
])("checks: one that %s", (_, given, expected) => {
  const findings = judgeChecks([{ ...check, ...given }]);
  expect(short(findings)).toEqual([expected]);
  expect(findings[0]?.severity === "ok" || Boolean(findings[0]?.next)).toBe(true);
});
