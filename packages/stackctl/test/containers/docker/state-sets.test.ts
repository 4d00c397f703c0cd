import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { snapshotDocument, statusDocument, wipeDocument } from "../../../src/output/schemas.ts";
import { publishNote, readNote } from "../../support/nostr.ts";
import { eventually } from "../support/eventually.ts";
import { aggregatorImages, faucetImage, relayImage } from "./support/images.ts";
import { docker, type TestInstance, testInstance } from "./support/instance.ts";
import { stateLines, volumeLines } from "./support/volumes.ts";

const generated = (file: string) =>
  fileURLToPath(new URL(`../../../../../generated/${file}`, import.meta.url));

/** Block height of the instance's aggregator. */
async function height(url: string): Promise<number> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} });
  // A connection of its own: one that was kept may be of a door that was stopped since.
  const headers = { "content-type": "application/json", connection: "close" };
  const answer = await fetch(url, { method: "POST", headers, body });
  return Number(((await answer.json()) as { result: { blockNumber: string } }).result.blockNumber);
}

const urlsOf = async (instance: TestInstance) => {
  const { services } = statusDocument.parse((await instance.json("status")).document);
  return Object.fromEntries(services.map(({ name, url }) => [name, url ?? ""]));
};
const trustBase = async (instance: TestInstance) => (await instance.json("trust-base")).document.sha256;

/** A part of a long test; its intent is in the error when it fails. */
async function step(intent: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) error.message = `${intent}: ${error.message}`;
    throw error;
  }
}

test("wipe, keep and snapshot do to every volume what they say, and nothing else", async () => {
  const instance = testInstance();
  const images = [
    ...(await aggregatorImages("v1")),
    ...["--image", `relay=${await relayImage()}`, "--image", `faucet=${await faucetImage()}`],
  ];
  await instance.up(...images);
  const urls = await urlsOf(instance);
  const [relay = "", aggregator = ""] = [urls.relay, urls["aggregator-proxy"]];
  const chain = await trustBase(instance);
  const before = await publishNote(relay, "before");

  await step("the compose file of one stack takes down that one alone", async () => {
    const env = {
      STACK_PROJECT: `unicity-relay-${instance.name}`,
      STACK_NETWORK: `unicity-${instance.name}`,
    };
    const mounts = "{{range .Mounts}}{{.Name}} {{end}}";
    const relays = await docker("inspect", "--format", mounts, `${env.STACK_PROJECT}-relay-1`);
    await execa("docker", ["compose", "--file", generated("relay.yml"), "down"], { env });
    // Compose leaves the unnamed volume of the base image behind.
    const unnamed = relays.split(" ").filter((name) => /^[0-9a-f]{64}$/.test(name));
    await docker("volume", "rm", ...unnamed);
    const left = await instance.containers();
    expect(left.filter((name) => name.includes("relay-"))).toEqual([]);
    const first = await height(aggregator);
    await eventually("the chain goes on", async () => (await height(aggregator)) > first);
    expect((await instance.json("status")).exitCode).toBe(2);
    await instance.up();
    expect(await readNote(relay, before)).toBe("before");
  });

  await step("down keeps every file of every volume", async () => {
    await instance.cli("down");
    const kept = await stateLines(await instance.volumes());
    expect(Object.keys(kept)).toHaveLength(6);
    const { folder } = snapshotDocument.parse((await instance.json("snapshot", "base")).document);
    expect(folder).toContain("snapshots/base");
    expect(await stateLines(await instance.volumes())).toEqual(kept);

    await instance.up();
    const grown = await height(aggregator);
    const after = await publishNote(relay, "after");
    await instance.cli("down");
    expect(await stateLines(await instance.volumes())).not.toEqual(kept);

    await instance.cli("snapshot", "restore", "base", "--yes");
    expect(await stateLines(await instance.volumes())).toEqual(kept);
    await instance.up();
    expect(await trustBase(instance)).toBe(chain);
    expect(await height(aggregator)).toBeGreaterThan(0);
    await eventually("the chain grows past where it was", async () => (await height(aggregator)) > grown);
    expect([await readNote(relay, before), await readNote(relay, after)]).toEqual(["before", undefined]);
  });

  await step("a wipe of the aggregator alone names what of relay and faucet loses its meaning", async () => {
    await instance.cli("down");
    const volumes = await instance.volumes();
    const others = volumes.filter((name) => !name.includes("aggregator"));
    const kept = await stateLines(others);
    const { document } = await instance.json("wipe", "--yes", "--only", "aggregator");
    const wiped = wipeDocument.parse(document);
    expect(wiped.deleted).toHaveLength(5);
    expect(wiped.deleted.at(-1)).toMatchObject({
      path: join(instance.home, instance.name, "aggregator"),
      what: "copy of the trust base",
    });
    expect(wiped.kept.map(({ what }) => what)).not.toContainEqual(expect.stringContaining("chain"));
    expect((await instance.json("trust-base")).document.error.code).toBe("TRUST_BASE_MISSING");
    const lost = wiped.kept.filter(({ what }) => what.includes("can no longer be verified"));
    expect(lost.map(({ path }) => path.replace("volume ", "")).sort()).toEqual(others.sort());
    expect(await instance.volumes()).toEqual(others);
    expect(await stateLines(others)).toEqual(kept);
  });

  await step(
    "a wipe of the environment leaves no volume, and the snapshot brings all of it back",
    async () => {
      await instance.cli("wipe", "--yes");
      expect(await instance.volumes()).toEqual([]);
      await instance.cli("snapshot", "restore", "base", "--yes");
      await instance.up();
      expect(await trustBase(instance)).toBe(chain);
      expect((await instance.json("status")).exitCode).toBe(0);
    },
  );
});

test("a root node that stops certifying turns the status red within 10 s, with the reason", async () => {
  const instance = testInstance();
  await instance.up("aggregator", ...(await aggregatorImages("v1")));
  const [root] = (await instance.containers()).filter((name) => name.includes("bft-root"));
  await docker("kill", "--signal", "STOP", root ?? "");
  const start = performance.now();
  const { exitCode, document } = await instance.json("status");
  const status = statusDocument.parse(document);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect([exitCode, status.health]).toEqual([1, "degraded"]);
  const proxy = status.services.find(({ name }) => name === "aggregator-proxy");
  expect(proxy?.checks.find(({ check }) => check === "jsonrpc.height-grows")).toMatchObject({
    outcome: "fail",
    code: "HEIGHT_STANDS",
    next: expect.stringContaining("rounds do not run"),
  });
  await docker("kill", "--signal", "CONT", root ?? "");
  await eventually("it is green", async () => (await instance.json("status")).exitCode === 0);
});

test("events and volumes of one instance are none of another's", async () => {
  const [one, two] = [testInstance(), testInstance()];
  const useImage = ["relay", "--image", `relay=${await relayImage()}`];
  const [first, second] = await Promise.all([one.up(...useImage), two.up(...useImage)]);
  const note = await publishNote(first.services[0]?.url ?? "", "mine");
  expect(await readNote(second.services[0]?.url ?? "", note)).toBe(undefined);
  const named = await Promise.all(
    [one, two].map(async (instance) => [
      ...(await instance.containers()),
      ...(await instance.volumes()),
      ...(await instance.networks()),
    ]),
  );
  expect(named.map((names) => names.length)).toEqual([3, 3]);
  await two.cli("down");
  const [volume = ""] = await two.volumes();
  const kept = await volumeLines(volume);
  await one.cli("down");
  await one.cli("wipe", "--yes");
  expect(await volumeLines(volume)).toEqual(kept);
  expect(await one.volumes()).toEqual([]);
});
