import { once } from "node:events";
import { createServer } from "node:http";
import { defineService, defineStack } from "@unicity-sphere/compose-gen";
import { expect, onTestFinished, test } from "vitest";
import type { ContainerFacts } from "../../../src/backend/docker/containers/facts.ts";
import type { Engine } from "../../../src/backend/docker/engine/engine.ts";
import type { PartPlan } from "../../../src/backend/docker/plan.ts";
import { waitForChecks } from "../../../src/backend/docker/wait-checks.ts";
import { waitUntilGood } from "../../../src/backend/docker/wait-good.ts";
import { httpHealth } from "../../../src/checks/http-health.ts";
import { bringUpFixture, fixtureSession, fixtureStack } from "../../support/fixture-stack.ts";
import { containerFacts } from "./support/container-facts.ts";

/** Longer than every test here may last, ms. */
const NEVER = 600_000;
const health = httpHealth("/health", { CLOSED: ({ name }) => `Open ${name}.` });

/** Port of a server whose `/health` answers with this error. */
async function serverThatSays(code: string): Promise<number> {
  const body = JSON.stringify({ status: "unhealthy", error: { code, what: "No." } });
  const server = createServer((_, response) => void response.writeHead(503).end(body)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

/** A stack `shop` with one container of these facts, and what waiting for it needs. */
function shopWith(facts: Partial<ContainerFacts>) {
  const operation = fixtureSession({ ...fixtureStack(), checks: { health } });
  const stack = defineStack({
    name: "shop",
    description: "A shop.",
    services: [
      defineService({
        name: "shop",
        runtime: { kind: "container", image: "shop" },
        endpoints: { http: { port: 80, protocol: "http" } },
      }),
    ],
    provides: {},
  });
  const plan = { checks: { health: { kind: "health", endpoint: "shop/http" } }, images: [] };
  const part = { stack, project: "project", plan, text: "" } as unknown as PartPlan;
  const container = containerFacts({ service: "shop", ...facts });
  const docker: Engine = {
    result: async () => ({ exitCode: 0, stdout: "", stderr: "" }),
    text: async () => "",
  };
  return { operation, part, container, docker };
}

const refused = { parts: { code: "SERVICE_NOT_READY", next: "Open test." }, exitCode: 1 };

test("a container that is starting and refuses for good is not waited for", async () => {
  const port = await serverThatSays("CLOSED");
  const { operation, part, container, docker } = shopWith({ health: "starting", ports: { 80: port } });
  const limits = { limitMs: NEVER, keptLimitMs: NEVER };
  const monitor = { look: async () => [container] };
  const wait = {
    operation,
    docker,
    monitor,
    before: new Map(),
    found: new Map(),
    ...limits,
    signal: operation.interrupts.signal,
  };
  await expect(waitUntilGood(wait, part, () => true)).rejects.toMatchObject(refused);
});

test("a container that is only sick now is waited for", async () => {
  const port = await serverThatSays("TIRED");
  const { operation, part, container, docker } = shopWith({ health: "starting", ports: { 80: port } });
  const limits = { limitMs: 2_500, keptLimitMs: 2_500 };
  const monitor = { look: async () => [container] };
  const wait = {
    operation,
    docker,
    monitor,
    before: new Map(),
    found: new Map(),
    ...limits,
    signal: operation.interrupts.signal,
  };
  await expect(waitUntilGood(wait, part, () => true)).rejects.toMatchObject({ code: "NOT_IN_TIME" });
});

test("a healthy container whose check refuses for good ends the start", async () => {
  const port = await serverThatSays("CLOSED");
  const { operation, part, container, docker } = shopWith({ ports: { 80: port } });
  const observed = { place: operation, parts: [part], containers: [container] };
  const { signal } = operation.interrupts;
  await expect(waitForChecks(operation, docker, observed, NEVER, signal)).rejects.toMatchObject(refused);
});

test("a process that refuses for good ends the start", async () => {
  const run = async () => ({
    ...{ outcome: "fail" as const, code: "CLOSED", evidence: "No.", next: "Open it." },
    permanent: true as const,
  });
  const stack = fixtureStack();
  const session = fixtureSession({ ...stack, checks: { health: { ...health, run } } });
  await expect(bringUpFixture(session)).rejects.toMatchObject({
    parts: { code: "SERVICE_NOT_READY", next: "Open it." },
  });
});
