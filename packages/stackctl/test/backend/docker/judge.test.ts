import { expect, test } from "vitest";
import type { ContainerFacts } from "../../../src/backend/docker/containers/facts.ts";
import { judgeContainer } from "../../../src/backend/docker/containers/judge.ts";
import type { PartPlan } from "../../../src/backend/docker/plan.ts";
import { stopLevels } from "../../../src/backend/docker/take-down.ts";
import { judgeAll } from "../../../src/backend/docker/wait-good.ts";
import { containerFacts } from "./support/container-facts.ts";

const judge = (...args: Parameters<typeof judgeContainer>) => {
  const { state, verdict } = judgeContainer(...args);
  return [state, verdict.outcome, verdict.code];
};

test.each([
  ["healthy", {}, ["good", "pass", "OK"]],
  ["without a health command", { health: "none" }, ["good", "pass", "OK"]],
  ["still starting", { health: "starting" }, ["waiting", "unknown", "HEALTH_STARTING"]],
  ["unhealthy", { health: "unhealthy" }, ["failed", "fail", "UNHEALTHY"]],
  ["created only", { status: "created" }, ["waiting", "unreachable", "CONTAINER_CREATED"]],
  ["restarting", { status: "restarting" }, ["failed", "unreachable", "CONTAINER_RESTARTS"]],
  ["ended, even with 0", { status: "exited" }, ["failed", "unreachable", "CONTAINER_ENDED"]],
  ["paused", { status: "paused" }, ["failed", "unreachable", "CONTAINER_PAUSED"]],
] as const)("a service that is %s is judged so", (_, facts, expected) => {
  expect(judge("service", containerFacts(facts))).toEqual(expected);
});

test.each([
  ["has ended with 0", { status: "exited" }, ["good", "pass", "OK"]],
  ["still runs", { status: "running" }, ["waiting", "unknown", "JOB_RUNS"]],
  ["has ended with 3", { status: "exited", exitCode: 3 }, ["failed", "fail", "JOB_FAILED"]],
] as const)("a job that %s is judged so", (_, facts, expected) => {
  expect(judge("job", containerFacts({ health: "none", ...facts }))).toEqual(expected);
});

test("a container that is not there is never good", () => {
  expect(judge("service", undefined)).toEqual(["waiting", "unreachable", "CONTAINER_MISSING"]);
});

test("a restart during this up is a failure, one before it is not", () => {
  const container = containerFacts({ restarts: 2, startedAt: "later" });
  expect(judge("service", container, { startedAt: "", restarts: 2 })).toEqual(["good", "pass", "OK"]);
  expect(judge("service", container, { startedAt: "", restarts: 1 })[0]).toBe("failed");
});

test("what was bad before this up may still become good", () => {
  const container = containerFacts({ health: "unhealthy" });
  expect(judge("service", container, container)[0]).toBe("waiting");
});

test("what an earlier attempt has made may be stopped, for Compose replaces it", () => {
  const part = { project: "project", stack: { services: [{ name: "service", kind: "service" }] } };
  const state = (found: ReadonlyMap<string, ContainerFacts>) =>
    judgeAll({ before: new Map(), found }, part as unknown as PartPlan, [
      containerFacts({ status: "exited" }),
    ])[0]?.judgement.state;
  expect(state(new Map([["1", containerFacts()]]))).toBe("waiting");
  expect(state(new Map())).toBe("failed");
});

test("services stop before those that they depend on, and a cycle stops at once", () => {
  const one = (service: string, ...dependsOn: string[]) =>
    containerFacts({ id: service, service, dependsOn });
  const levels = (...containers: ReturnType<typeof one>[]) =>
    stopLevels(containers).map((level) => level.map(({ service }) => service));
  expect(levels(one("database"), one("shop", "database"), one("till"))).toEqual([
    ["shop", "till"],
    ["database"],
  ]);
  expect(levels(one("left", "right"), one("right", "left"))).toEqual([["left", "right"]]);
});

test("what a probe said when it passed is not shown later: it is as old as that probe", () => {
  const lastProbe = { exitCode: 0, output: "block 2, unchanged for 0 s" };
  expect(judgeContainer("service", containerFacts({ lastProbe })).verdict.evidence).toBe("healthy");
});
