import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  addImage,
  copiesOf,
  createServingWorld,
  kept,
  killAtCall,
  markers,
  passed,
  sample,
  serving,
  stateOf,
} from "./support/day-two.ts";
import type { World } from "./support/world.ts";

const start = ["--no-ssl", "--greeting", "hello"];
const upgrade = ["upgrade", "--to", "1.2.4"];
const stopped = { DATA_BACKUP: "stopped" };
const states = (world: World) =>
  Object.fromEntries(Object.entries(world.containers()).map(([name, { state }]) => [name, state]));

test("a start keeps the container that an upgrade was about to stop when it was killed", async () => {
  await using world = await createServingWorld();
  const { killed } = killAtCall(world, "stop -t 45");
  await world.run([...upgrade, "--no-backup"]);
  expect(killed()).toBe(true);
  passed(await world.run(start).then((outcome) => ({ ...outcome, errors: "" })));
  expect(states(world)).toEqual({ "unicity-sample": "running" });
  expect(markers(world)).toEqual([]);
});

/** The sample as an upgrade leaves it that is killed while it packs the state of the stopped service. */
const killedWhilePacking = copiesOf(async () => {
  const world = await createServingWorld();
  world.write("volumes/unicity-sample-data", "");
  const { killed } = killAtCall(world, " pack age1");
  await world.run(upgrade, { env: stopped });
  expect(killed()).toBe(true);
  expect(states(world)).toEqual({ "unicity-sample": "exited" });
  return world;
});

test("rollback starts the service again that an upgrade had stopped for its backup when it was killed", async () => {
  await using world = await killedWhilePacking();
  expect(await world.run(["rollback"], { env: stopped })).toMatchObject({ code: 0 });
  expect(serving(world)).toEqual(sample("1.2.3"));
});

test("an upgrade that is refused after one that was killed leaves the service running", async () => {
  await using world = await killedWhilePacking();
  const again = await world.run(["upgrade", "--to", "9.9.9"], { env: stopped });
  expect(again).toMatchObject({ code: 1, errors: expect.stringContaining("IMAGE_NOT_PULLED") });
  expect(serving(world)).toEqual(sample("1.2.3"));
});

test("a service that is not well is upgraded with a backup first", async () => {
  await using world = await createServingWorld();
  world.write("volumes/unicity-sample-data", "");
  world.write(`containers/${world.containers()["unicity-sample"]?.id}/health`, "unhealthy");
  passed(await world.run(upgrade, { env: stopped }).then((outcome) => ({ ...outcome, errors: "" })));
  expect(serving(world)).toEqual(sample("1.2.4"));
});

test("a backup that is made stays, also when the clock was days ahead for the ones before", async () => {
  await using world = await createServingWorld();
  world.write("volumes/unicity-sample-data", "");
  const folder = join(stateOf(world), "backups");
  mkdirSync(folder, { recursive: true });
  for (const day of [1, 2, 3, 4])
    writeFileSync(join(folder, `unicity-sample-1.2.2-2999010${day}T000000Z.age`), "old");
  writeFileSync(
    join(folder, "unicity-sample-1.2.2-20260101T000000Z.age.new"),
    "half, of one that was killed",
  );
  const out = passed(await world.run(upgrade).then((outcome) => ({ ...outcome, errors: "" })));
  const [, file] = /^Backup: \S+\/(\S+\.age)$/m.exec(out) ?? [];
  expect(readdirSync(folder)).toContain(file);
  expect(readdirSync(folder)).toHaveLength(3);
});

/** The sample with an image that changes the form of the data; the upgrade to it has a backup. */
async function createOneWay() {
  const world = await createServingWorld();
  addImage(world, "1.2.4", { id: "sha256:four", "data-version": "2" });
  return {
    ...world,
    upgrade: () => world.run(upgrade, { env: { SAMPLE_BACKUP: "works", HEALTH_TIMEOUT: "1" } }),
  };
}

/** The container of before is there and does not run on data that it cannot read; nothing leads back to it. */
async function expectNoWayBack(world: Awaited<ReturnType<typeof createOneWay>>) {
  for (const args of [["rollback"], start]) {
    expect(await world.run(args)).toMatchObject({ code: 3, errors: expect.stringContaining("DATA_TOO_NEW") });
    expect(serving(world).state).toBe("exited");
  }
  world.next({ health: "healthy" });
  expect(await world.upgrade()).toMatchObject({ code: 0 });
  expect(serving(world)).toEqual(sample("1.2.4"));
  expect(kept(world, "starts/unicity-sample")).toContain("data-version 2\n");
}

test("an upgrade that fails after it may have changed the data does not start the old image on them", async () => {
  await using world = await createOneWay();
  world.next({ health: "unhealthy" });
  const { code, errors } = await world.upgrade();
  expect({ code, errors }).toMatchObject({ code: 2, errors: expect.stringContaining("DATA_TOO_NEW") });
  expect(errors).not.toContain("The old container runs again");
  expect(serving(world)).toMatchObject({ tag: "1.2.3", state: "exited", others: [] });
  await expectNoWayBack(world);
});

test("neither does the command after one that was killed there", async () => {
  await using world = await createOneWay();
  const { killed } = killAtCall(world, "start c", "after");
  await world.upgrade();
  expect(killed()).toBe(true);
  await expectNoWayBack(world);
});

test("a second operator with a state folder of his own leaves the container of the first alone", async () => {
  await using world = await createServingWorld();
  world.next({ health: "starting" });
  const first = world.run([...upgrade, "--no-backup"], { env: { HEALTH_TIMEOUT: "30" } });
  await expect
    .poll(() => states(world))
    .toEqual({
      "unicity-sample": "running",
      "unicity-sample-previous": "exited",
    });
  for (const args of [start, ["uninstall", "--yes"]]) {
    const second = await world.run(args, { env: { STATE_DIR: join(world.folder, "other") } });
    expect(second).toMatchObject({ code: 3, errors: expect.stringContaining("START_IN_PROGRESS") });
  }
  world.write(`containers/${world.containers()["unicity-sample"]?.id}/health`, "healthy");
  expect(await first).toMatchObject({ code: 0 });
  expect(serving(world)).toEqual(sample("1.2.4"));
});

test("a start removes what killed runs have left in the temporary folder, but nothing of another process namespace", async () => {
  await using world = await createServingWorld();
  const temporary = join(world.folder, "tmp");
  const namespace = statSync("/proc/self/ns/pid").ino;
  const { pid: ended } = spawnSync("true");
  const [ours, theirs] = [namespace, namespace + 1].map((where) => `run-service.${where}.${ended}.abcdefgh`);
  for (const name of [ours, theirs]) mkdirSync(join(temporary, `${name}`));
  expect(await world.run(["--no-ssl", "--greeting", "changed"])).toMatchObject({ code: 0 });
  expect(readdirSync(temporary)).toEqual([theirs]);
});
