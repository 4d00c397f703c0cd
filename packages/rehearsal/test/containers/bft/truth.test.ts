import { expect } from "vitest";
import { imageMap } from "../../support/below-ours.ts";
import { docker, withEngine } from "../../support/engine.ts";
import { pause } from "../../support/pause.ts";
import { ask, eventually, prepareStack, type Stack } from "./support/stack.ts";

const RED_MS = 10_000;
/** Three probes of at most 17 s, 1 s apart, after the one that was running. */
const UNHEALTHY_MS = 4 * 18_000;

/** What `GET /ready` of the door says. */
async function readiness(stack: Stack): Promise<{ status: number; reason?: string }> {
  const answer = await ask(`${await stack.url()}/ready`);
  return { status: answer.status, ...((await answer.json()) as { reason?: string }) };
}

async function until(stack: Stack, status: number): Promise<number> {
  const start = performance.now();
  await eventually(`/ready says ${status}`, async () => (await readiness(stack)).status === status);
  return performance.now() - start;
}

async function healthOf(stack: Stack, service: string): Promise<string> {
  return docker("inspect", "--format", "{{.State.Health.Status}}", await stack.container(service));
}

/** Stops or starts the certifying of a root node that goes on to answer; upstream's can only be frozen. */
async function toggleRounds(stack: Stack, verb: "pause" | "unpause"): Promise<void> {
  const root = await stack.container("bft-root");
  if (imageMap) await (verb === "pause" ? pause(root) : docker(verb, root));
  else await docker("kill", "--signal", "USR2", root);
}

withEngine(
  "a root node that stops certifying makes /ready red within 10 s and the aggregator unhealthy, until it goes on",
  async () => {
    await using stack = await prepareStack("v1");
    await stack.up();
    await stack.grow();
    await until(stack, 200);
    await toggleRounds(stack, "pause");
    const red = await until(stack, 503);
    expect(red).toBeLessThan(RED_MS);
    expect((await readiness(stack)).reason).toMatch(/^the block height has not grown for \d+ s$/);
    // What others would look at says nothing of it.
    expect((await ask(`${await stack.url()}/health`)).status).toBe(200);
    const unhealthy = async () => (await healthOf(stack, "aggregator")) === "unhealthy";
    await eventually("the aggregator is unhealthy", unhealthy, UNHEALTHY_MS);
    expect(await healthOf(stack, "aggregator-proxy")).toBe("healthy");

    await toggleRounds(stack, "unpause");
    await until(stack, 200);
    await stack.grow();
    await eventually("the aggregator is healthy", async () => {
      return (await healthOf(stack, "aggregator")) === "healthy";
    });

    await stack.compose("stop", "bft-root");
    const gone = await until(stack, 503);
    expect(gone).toBeLessThan(RED_MS);
    await stack.compose("start", "bft-root");
    await until(stack, 200);
    console.log(`/ready red after ${red.toFixed(0)} ms, without the root node after ${gone.toFixed(0)} ms`);
  },
);
