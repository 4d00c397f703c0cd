import { devAccounts } from "@unicity-sphere/devnet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baseImage, ensureImage, haproxyImage, pebbleImage } from "../../../src/index.ts";
import { docker, hasEngine } from "../../support/engine.ts";
import type { RunningService } from "../matrix/support/running-service.ts";
import { services } from "../matrix/support/services.ts";
import { aggregatorImage } from "../proxy/support/image.ts";
import { ownEngineObstacle } from "./support/as-root.ts";
import { Client } from "./support/ask.ts";
import { type HostServices, startHostServices } from "./support/host-services.ts";
import { OwnEngine } from "./support/own-engine.ts";

const obstacle = hasEngine ? ownEngineObstacle() : "no Docker engine answers";
const runs = obstacle === undefined || process.env.CI === "true";

/** A test that restarts an engine: where none can be started it is skipped by name; in CI it runs and fails instead. */
function withOwnEngine(name: string, body: () => Promise<void>): void {
  if (runs) test(name, body);
  else test.skip(`${name} (skipped: ${obstacle})`, body);
}

let engine: OwnEngine;
let host: HostServices;
let client: Client;
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  if (!runs) return;
  const images: string[] = [];
  for (const image of [baseImage(), haproxyImage(), pebbleImage()]) images.push(await ensureImage(image));
  for (const { image } of services) images.push(await image());
  images.push(await aggregatorImage());
  engine = stack.use(await OwnEngine.start());
  await timed("images loaded", () => engine.loadImages(images));
  process.env.DOCKER_HOST = engine.url;
  stack.defer(() => {
    delete process.env.DOCKER_HOST;
  });
  host = stack.use(await startHostServices());
  await timed("all with certificates and routes", async () => {
    await Promise.all(host.all.map(({ container }) => container.untilServing()));
    client = new Client(host.edge, await host.edge.pebble.rootPem());
    await untilReached();
  });
});
afterAll(() => stack.disposeAsync());

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

const untilReached = () => Promise.all(host.all.map((running) => client.untilReached(running)));
const ofEach = <T>(what: (running: RunningService) => Promise<T>) => Promise.all(host.all.map(what));
const serials = () => ofEach((running) => running.serial());
const startTimes = () => ofEach(async (running) => (await running.started()).at);
const state = (container: string) =>
  docker("inspect", "--format", "{{.State.Status}} {{.RestartCount}}", container);

/** All are what they were before, each in its first run since the engine came back. */
async function expectAllBack(before: { serials: string[]; startTimes: string[] }): Promise<void> {
  await timed("all with routes again", untilReached);
  expect(await serials()).toEqual(before.serials);
  for (const [index, at] of (await startTimes()).entries()) expect(at).not.toBe(before.startTimes[index]);
  expect(await ofEach(({ container }) => state(container.name))).toEqual(host.all.map(() => "running 0"));
  for (const { container, service } of host.all) {
    const address = (await host.edge.haproxy.api("GET", `/v1/backends/${service.domain}`)).body;
    expect(address).toMatchObject({ container: container.name, http_port: 80, https_port: 443 });
  }
  // No certificate could have been issued: the ACME server did not come back.
  expect(await state(host.edge.pebble.container)).toMatch(/^exited/);
  const [, alice] = await devAccounts(2);
  const faucet = services.find(({ name }) => name === "faucet")?.domain ?? "";
  expect(await client.fund(faucet, alice?.chainPubkey ?? "")).toMatchObject({ status: "delivered" });
}

const now = async () => ({ serials: await serials(), startTimes: await startTimes() });

withOwnEngine(
  "an engine that restarts brings all services back, and HAProxy that comes last gets all routes",
  async () => {
    const before = await now();
    const ids = await ofEach(({ container }) => docker("inspect", "--format", "{{.Id}}", container.name));
    await docker("stop", host.edge.haproxy.container);
    await timed("engine stopped", () => engine.stopDaemon());
    for (const id of ids) expect(await engine.stateOnDisk(id)).toMatchObject({ Running: false, ExitCode: 0 });
    await timed("engine started", () => engine.startDaemon());
    await timed("all serve without HAProxy", () => ofEach(({ container }) => container.untilServing()));
    expect(await state(host.edge.haproxy.container)).toMatch(/^exited/);
    const alone = await startTimes();
    await docker("start", host.edge.haproxy.container);
    await host.edge.haproxy.waitUntilReady();
    await expectAllBack(before);
    expect(await startTimes()).toEqual(alone);
  },
);

withOwnEngine("after an engine that restarts with HAProxy all have their routes", async () => {
  const before = await now();
  await timed("engine stopped", () => engine.stopDaemon());
  await timed("engine started", () => engine.startDaemon());
  await host.edge.haproxy.waitUntilReady();
  await expectAllBack(before);
});

withOwnEngine("after a power cut, of which nothing was told, all have their routes", async () => {
  const before = await now();
  await engine.cutPower();
  await engine.startDaemon();
  await host.edge.haproxy.waitUntilReady();
  await expectAllBack(before);
});
