import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { OWNER_LABEL } from "../../../src/backend/docker/parts/names.ts";
import { snapshotDocument } from "../../../src/output/schemas.ts";
import { publishNote, readNote } from "../../support/nostr.ts";
import { aggregatorImages, relayImage } from "./support/images.ts";
import { docker, type TestInstance, testInstance } from "./support/instance.ts";
import { stateLines } from "./support/volumes.ts";

const useImage = async () => ["relay", "--image", `relay=${await relayImage()}`];
const fileOf = ({ home, name }: TestInstance, file: string) => join(home, name, file);
const snapshotsOf = async (instance: TestInstance) =>
  ((await instance.json("snapshot", "list")).document.snapshots as { name: string }[]).map(
    ({ name }) => name,
  );

/** A container of somebody else that holds a volume; it never runs. */
async function holdVolume(volume: string): Promise<() => Promise<void>> {
  const id = await docker("create", "--volume", `${volume}:/held`, await relayImage());
  let held = true;
  const release = async () => {
    if (held) await docker("rm", "--force", "--volumes", id);
    held = false;
  };
  onTestFinished(release);
  return release;
}

test("a state set that lacks a volume is neither taken nor put in the place of a whole one", async () => {
  const instance = testInstance();
  await instance.up("aggregator", ...(await aggregatorImages("v1")));
  await instance.cli("down");
  const { folder } = snapshotDocument.parse((await instance.json("snapshot", "good")).document);
  const saved = await stateLines(await instance.volumes());

  const file = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const part = manifest.volumes.filter(({ volume }: { volume: string }) => volume !== "mongo-data");
  writeFileSync(file, JSON.stringify({ ...manifest, volumes: part }));
  const partial = await instance.json("snapshot", "restore", "good", "--yes");
  expect(partial.document.error).toMatchObject({
    code: "SNAPSHOT_INCOMPLETE",
    evidence: "missing volumes: aggregator/mongo-data",
  });
  expect(await stateLines(await instance.volumes())).toEqual(saved);
  writeFileSync(file, JSON.stringify(manifest));

  const mongo = (await instance.volumes()).find((name) => name.includes("mongo-data")) ?? "";
  await docker("volume", "rm", mongo);
  const taken = await instance.json("snapshot", "bad");
  expect(taken.document.error).toMatchObject({
    code: "SNAPSHOT_INCOMPLETE",
    evidence: "missing volumes: aggregator/mongo-data",
  });
  expect(taken.exitCode).toBe(3);
  expect(await snapshotsOf(instance)).toEqual(["good"]);

  expect((await instance.json("snapshot", "restore", "good", "--yes")).exitCode).toBe(0);
  expect(await stateLines(await instance.volumes())).toEqual(saved);
});

test("no snapshot is taken of what a wipe has begun to delete, nor restored over it", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  await instance.cli("down");
  await instance.cli("snapshot", "good");
  const volumes = await instance.volumes();
  const file = fileOf(instance, "instance.json");
  const state = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...state, wiping: volumes }));
  for (const args of [["bad"], ["restore", "good", "--yes"]]) {
    const { document } = await instance.json("snapshot", ...args);
    expect(document.error.code).toBe("WIPE_INCOMPLETE");
  }
  expect(await snapshotsOf(instance)).toEqual(["good"]);
  expect((await instance.json("wipe", "--yes")).exitCode).toBe(0);
  expect(await instance.volumes()).toEqual([]);
  expect((await instance.json("snapshot", "restore", "good")).exitCode).toBe(0);
});

test("a volume that an override file has renamed is not left out in silence", async () => {
  const instance = testInstance();
  const name = `renamed-${instance.name}`;
  mkdirSync(fileOf(instance, "overrides"), { recursive: true });
  writeFileSync(fileOf(instance, "overrides/relay.yml"), `volumes:\n  relay-data: {name: ${name}}\n`);
  await instance.up(...(await useImage()));
  const { document } = await instance.json("snapshot", "base");
  expect(document.error).toMatchObject({
    code: "SNAPSHOT_INCOMPLETE",
    evidence: expect.stringContaining(`relay/relay-data: ${name}`),
  });
  expect((await instance.json("status")).exitCode).toBe(0);
});

test("a restore over a volume that somebody else's container holds is refused while the relay runs", async () => {
  const instance = testInstance();
  const [relay] = (await instance.up(...(await useImage()))).services;
  await instance.cli("snapshot", "base");
  const note = await publishNote(relay?.url ?? "", "after");
  const [volume = ""] = await instance.volumes();
  const idOf = () => docker("ps", "--quiet", "--no-trunc", "--filter", `name=${instance.name}`);
  const id = await idOf();
  const release = await holdVolume(volume);
  const refused = await instance.json("snapshot", "restore", "base", "--yes");
  expect(refused.document.error).toMatchObject({ code: "VOLUME_IN_USE", where: volume });
  expect(await idOf()).toBe(id);
  expect(await readNote(relay?.url ?? "", note)).toBe("after");
  await release();
  expect((await instance.json("snapshot", "restore", "base", "--yes")).document.started).toBe(true);
});

test("what a restore could not delete stands in no start's way, and goes once nobody holds it", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  const ids = await docker("ps", "--quiet", "--filter", `name=${instance.name}`);
  const owner = readFileSync(fileOf(instance, "instance-id"), "utf8").trim();
  const left = `unicity-relay-${instance.name}_relay-data-00000000`;
  await docker("volume", "create", "--label", `${OWNER_LABEL}=${owner}`, left);
  const release = await holdVolume(left);
  const file = fileOf(instance, "instance.json");
  const stateOf = () => JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...stateOf(), wiping: [left] }));
  await instance.up();
  expect(stateOf().wiping).toEqual([left]);
  expect(await docker("ps", "--quiet", "--filter", `name=${instance.name}`)).toBe(ids);
  await release();
  await instance.up();
  expect(stateOf().wiping).toEqual([]);
  expect(await instance.volumes()).not.toContain(left);
});
