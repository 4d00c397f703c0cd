import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { OWNER_LABEL } from "../../../src/backend/docker/parts/names.ts";
import {
  snapshotDocument,
  snapshotRestoreDocument,
  snapshotUndoDocument,
  statusDocument,
  wipeDocument,
} from "../../../src/output/schemas.ts";
import { publishNote, readNote } from "../../support/nostr.ts";
import { CLI } from "../../support/run-cli.ts";
import { eventually } from "../support/eventually.ts";
import { relayImage } from "./support/images.ts";
import { docker, type TestInstance, testInstance } from "./support/instance.ts";
import { stateLines } from "./support/volumes.ts";

const useImage = async () => ["relay", "--image", `relay=${await relayImage()}`];
const urlOf = async (instance: TestInstance) =>
  String((await instance.json("status")).document.services[0].url);

test("a snapshot of a running relay brings back what there was, on its port", async () => {
  const instance = testInstance();
  const [relay] = (await instance.up(...(await useImage()))).services;
  const url = relay?.url ?? "";
  const before = await publishNote(url, "before");
  const [volume] = await instance.volumes();

  const taken = snapshotDocument.parse((await instance.json("snapshot", "base")).document);
  expect(taken).toMatchObject({ backend: "docker", parts: ["relay"], genesis: null });
  expect(taken.downMs).toBeGreaterThan(0);
  expect(statSync(taken.folder).mode & 0o777).toBe(0o700);
  const manifest = JSON.parse(readFileSync(join(taken.folder, "manifest.json"), "utf8"));
  expect(manifest.volumes).toMatchObject([{ stack: "relay", volume: "relay-data", class: "state" }]);
  expect(manifest.images.relay.reference).toBe(await relayImage());
  expect(statSync(join(taken.folder, manifest.volumes[0].archive)).mode & 0o777).toBe(0o600);
  expect(await urlOf(instance)).toBe(url);

  const after = await publishNote(url, "after");
  expect((await instance.json("snapshot", "restore", "base")).document.error.code).toBe("RESTORE_WHILE_UP");
  const restored = await instance.json("snapshot", "restore", "base", "--yes");
  expect(snapshotRestoreDocument.parse(restored.document)).toMatchObject({
    started: true,
    running: ["relay"],
  });
  expect(await urlOf(instance)).toBe(url);
  expect(await readNote(url, before)).toBe("before");
  expect(await readNote(url, after)).toBe(undefined);

  const volumes = await instance.volumes();
  expect(volumes).toHaveLength(1);
  expect(volumes[0]).toMatch(new RegExp(`^${volume}-[0-9a-f]{8}$`));
  const status = statusDocument.parse((await instance.json("status")).document);
  expect(status.volumes?.map(({ name }) => name)).toEqual(volumes);
  expect((await instance.containers()).filter((name) => name.includes("carrier"))).toEqual([]);
});

test("a restored state is the saved one to the byte, owners and modes included, also after a wipe", async () => {
  const instance = testInstance();
  const { services } = await instance.up(...(await useImage()));
  await publishNote(services[0]?.url ?? "", "kept");
  await instance.cli("down");
  const saved = await stateLines(await instance.volumes());
  expect(Object.values(saved).flat().join("\n")).toMatch(/1001:1001/);
  await instance.cli("snapshot", "base");
  expect(await stateLines(await instance.volumes())).toEqual(saved);

  await instance.up();
  await publishNote(services[0]?.url ?? "", "more");
  await instance.cli("down");
  expect(await stateLines(await instance.volumes())).not.toEqual(saved);
  await instance.cli("snapshot", "restore", "base", "--yes");
  expect(await stateLines(await instance.volumes())).toEqual(saved);

  const wiped = wipeDocument.parse((await instance.json("wipe", "--yes")).document);
  expect(wiped.kept.map(({ path }) => path)).toEqual([join(instance.home, instance.name, "snapshots")]);
  expect(await instance.volumes()).toEqual([]);
  expect((await instance.json("snapshot", "restore", "base")).exitCode).toBe(0);
  expect(await stateLines(await instance.volumes())).toEqual(saved);
  await instance.up();
  await instance.cli("down");
  await instance.cli("snapshot", "remove", "base");
});

function startRestore(instance: TestInstance) {
  const args = [CLI, "snapshot", "restore", "base", "--yes", "--instance", instance.name];
  return execa(process.execPath, args, { env: { STACKCTL_HOME: instance.home }, reject: false });
}

/** There while a restore is unfinished. */
const markerOf = ({ home, name }: TestInstance) => join(home, name, "restore/restore.json");

/** Starts a restore and kills it once it has begun. */
async function killRestore(instance: TestInstance): Promise<void> {
  const child = startRestore(instance);
  await eventually("the restore has begun", () => existsSync(markerOf(instance)));
  child.kill("SIGKILL");
  await child;
  expect(existsSync(markerOf(instance))).toBe(true);
}

test("a restore that is killed lets nothing start; it can be undone and finished", async () => {
  const instance = testInstance();
  const [relay] = (await instance.up(...(await useImage()))).services;
  const url = relay?.url ?? "";
  const before = await publishNote(url, "before");
  await instance.cli("snapshot", "base");
  const after = await publishNote(url, "after");

  await killRestore(instance);
  for (const verb of [["up", "--detach"], ["status"], ["snapshot", "two"]] as const) {
    const [name, ...args] = verb;
    const { document, exitCode } = await instance.json(name, ...args);
    expect(document.error).toMatchObject({
      code: "RESTORE_INCOMPLETE",
      next: expect.stringContaining("snapshot restore --undo"),
    });
    expect(exitCode).toBe(2);
  }
  const undone = (await instance.json("snapshot", "restore", "--undo")).document;
  expect(snapshotUndoDocument.parse(undone)).toMatchObject({ started: true, snapshot: "base" });
  expect(await readNote(url, after)).toBe("after");
  expect(await instance.volumes()).toHaveLength(1);

  await killRestore(instance);
  expect((await instance.json("snapshot", "restore", "base", "--yes")).document.started).toBe(true);
  expect(await readNote(url, before)).toBe("before");
  expect(await readNote(url, after)).toBe(undefined);
  expect(await instance.volumes()).toHaveLength(1);
  expect((await instance.containers()).filter((name) => name.includes("carrier"))).toEqual([]);
});

test("Ctrl-C during a restore leaves the old state, and the relay runs on it again", async () => {
  const instance = testInstance();
  const [relay] = (await instance.up(...(await useImage()))).services;
  await instance.cli("snapshot", "base");
  const note = await publishNote(relay?.url ?? "", "after");
  const volumes = await instance.volumes();
  const child = startRestore(instance);
  await eventually("the restore has begun", () => existsSync(markerOf(instance)));
  child.kill("SIGINT");
  expect((await child).signal).toBe("SIGINT");
  expect((await instance.json("status")).exitCode).toBe(0);
  expect(await readNote(relay?.url ?? "", note)).toBe("after");
  expect(await instance.volumes()).toEqual(volumes);
});

test("a snapshot that is killed leaves the state, and what it left goes", async () => {
  const instance = testInstance();
  const [relay] = (await instance.up(...(await useImage()))).services;
  const note = await publishNote(relay?.url ?? "", "kept");
  const args = [CLI, "snapshot", "base", "--instance", instance.name];
  const child = execa(process.execPath, args, { env: { STACKCTL_HOME: instance.home }, reject: false });
  const carriers = async () => (await instance.containers()).filter((name) => name.includes("carrier"));
  await eventually("it copies", async () => (await carriers()).length > 0);
  child.kill("SIGKILL");
  await child;
  expect((await instance.json("snapshot", "list")).document.snapshots).toEqual([]);
  await instance.up();
  expect(await readNote(relay?.url ?? "", note)).toBe("kept");
  expect((await instance.json("snapshot", "base")).exitCode).toBe(0);
  expect(await carriers()).toEqual([]);
});

test("a foreground up goes on watching after a snapshot and a restore", async () => {
  const instance = testInstance();
  const foreground = await instance.stay(...(await useImage()));
  expect((await instance.json("snapshot", "base")).exitCode).toBe(0);
  const restored = await instance.json("snapshot", "restore", "base", "--yes");
  expect(restored.document).toMatchObject({ started: true });
  expect(foreground.written()).not.toContain("taken down");
  expect(await foreground.interrupt()).toBe(0);
  expect(await instance.containers()).toEqual([]);
});

test("volumes that an interrupted command left to be deleted go with the next up", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  await instance.cli("down");
  const left = `unicity-relay-${instance.name}_relay-data-00000000`;
  await docker(
    "volume",
    "create",
    "--label",
    `com.docker.compose.project=unicity-relay-${instance.name}`,
    "--label",
    `${OWNER_LABEL}=${readFileSync(join(instance.home, instance.name, "instance-id"), "utf8").trim()}`,
    left,
  );
  const file = join(instance.home, instance.name, "instance.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), wiping: [left] }));
  const { document } = await instance.json("status");
  expect(document.error).toMatchObject({ code: "INSTANCE_STOPPED", evidence: expect.stringContaining(left) });
  await instance.up();
  expect(await instance.volumes()).toHaveLength(1);
});

test("what was killed can be wiped, with all that it has made", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  await instance.cli("snapshot", "base");
  await killRestore(instance);
  expect((await instance.json("wipe", "--yes")).exitCode).toBe(0);
  expect(await instance.volumes()).toEqual([]);
  expect(existsSync(join(instance.home, instance.name, "restore"))).toBe(false);
  await instance.cli("snapshot", "remove", "base");
});

test("a damaged archive and another generation are refused while the relay goes on", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  const { folder } = snapshotDocument.parse((await instance.json("snapshot", "base")).document);
  const file = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...manifest, generation: "v3" }));
  const other = await instance.json("snapshot", "restore", "base", "--yes");
  expect(other.document.error).toMatchObject({
    code: "SNAPSHOT_OF_ANOTHER_GENERATION",
    evidence: "snapshot: v3; instance: v1",
  });
  writeFileSync(file, JSON.stringify(manifest));
  appendFileSync(join(folder, manifest.volumes[0].archive), "x");
  const damaged = await instance.json("snapshot", "restore", "base", "--yes");
  expect(damaged.document.error.code).toBe("SNAPSHOT_DAMAGED");
  expect((await instance.json("status")).exitCode).toBe(0);
});

test("a second operator is told who is at work", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  const args = [CLI, "down", "--instance", instance.name];
  const first = execa(process.execPath, args, { env: { STACKCTL_HOME: instance.home }, reject: false });
  const lock = join(instance.home, instance.name, "operation.lock");
  await eventually("the first is at work", () => existsSync(lock));
  first.kill("SIGSTOP");
  const { document, exitCode } = await instance.json("snapshot", "two");
  expect(document.error).toMatchObject({
    code: "INSTANCE_BUSY",
    evidence: expect.stringMatching(new RegExp(`^\`down\`, pid ${first.pid} on \\S+, since 20\\d\\d-`)),
  });
  expect(exitCode).toBe(3);
  first.kill("SIGCONT");
  expect((await first).exitCode).toBe(0);
});
