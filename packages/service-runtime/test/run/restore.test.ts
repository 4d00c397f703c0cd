import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  addRunning,
  content,
  createHost,
  data,
  type Host,
  type Summary,
  state,
} from "./support/restoring.ts";
import type { World } from "./support/world.ts";

const environment = (world: World) => {
  const { id } = world.containers()["unicity-sample"] ?? {};
  return world.read(`containers/${id}/environment`);
};

test("starts the service on a clean host with the state, the secrets and the settings of the backup", async () => {
  await using world = await createHost();
  const { code, out } = await world.restore();
  expect(code).toBe(0);
  expect(out).toContain("RESULT: All checks passed");
  expect(content(world)).toBe("restored events\n");
  expect(world.read(`volumes/${data}`)).toContain("compose-gen.volume.engine=sqlite");
  const secret = state(world, "secrets/sample-mnemonic");
  expect(readFileSync(secret, "utf8")).toBe("legal winner\n");
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  expect(environment(world)).toContain("SAMPLE_GREETING=hello");
  expect(world.containers()["unicity-sample"]).toMatchObject({ state: "running" });
  for (const path of ["operations/unicity-sample", "restores/unicity-sample"])
    expect(existsSync(state(world, path))).toBe(false);
  expect(
    world.calls().filter((call) => call.startsWith("volume create") && call.includes("-backup-")),
  ).toHaveLength(1);
});

test("flags of the command line win over the settings of the backup", async () => {
  await using world = await createHost();
  expect((await world.restore(["--greeting", "good evening"])).code).toBe(0);
  expect(environment(world)).toContain("SAMPLE_GREETING=good evening");
});

/** What is refused, with which exit code and error. */
const refusals: [string, Summary, (world: Host) => void, number, string][] = [
  ["over a service that runs", {}, addRunning, 3, "SERVICE_RUNS"],
  [
    "over state that is there",
    {},
    (world) => world.write(`containers/${addRunning(world)}/state`, "exited"),
    3,
    "VOLUME_NOT_EMPTY",
  ],
  ["a backup of another service", { service: "relay" }, () => {}, 3, "OTHER_SERVICE"],
  ["a backup of newer data", { dataVersion: "2" }, () => {}, 3, "DATA_TOO_NEW"],
  ["a backup of stackctl", { maker: "stackctl 0.6.0" }, () => {}, 3, "BACKUP_FOREIGN"],
  [
    "a key that does not open it",
    {},
    (world) => world.write("backup/unpack-refuses", "The key does not open this backup. [WRONG_KEY]\n"),
    1,
    "WRONG_KEY",
  ],
];

test.for(refusals)("refuses %s, and changes nothing", async ([, summary, arrange, code, text]) => {
  await using world = await createHost(summary);
  arrange(world);
  const before = world.containers();
  const had = existsSync(join(world.engine, "content", data)) && content(world);
  const outcome = await world.restore();
  expect(outcome).toMatchObject({ code, errors: expect.stringContaining(text) });
  expect(world.containers()).toEqual(before);
  expect(existsSync(join(world.engine, "content", data)) && content(world)).toBe(had);
  expect(existsSync(state(world, "secrets"))).toBe(false);
  expect(existsSync(state(world, "operations/unicity-sample"))).toBe(false);
});

test("--replace keeps the state of before, and says how to delete it", async () => {
  await using world = await createHost();
  addRunning(world);
  const { code, out } = await world.restore(["--replace"]);
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringContaining(`docker volume rm ${data}-before-restore`),
  });
  expect(content(world)).toBe("restored events\n");
  expect(content(world, `${data}-before-restore`)).toBe("own events");
});

test("--replace goes back to the state and the container of before when the restored service fails", async () => {
  await using world = await createHost();
  const id = addRunning(world);
  const { code, errors } = await world.restore(["--replace"], { SAMPLE_HEALTH: "fail:no events" });
  expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("CHECKS_FAILED") });
  expect(content(world)).toBe("own events");
  expect(world.containers()).toEqual({ "unicity-sample": { id, state: "running" } });
  expect(existsSync(state(world, "secrets/sample-mnemonic"))).toBe(false);
  expect(existsSync(join(world.engine, `volumes/${data}-before-restore`))).toBe(false);
});

test("goes back when the volume cannot be filled", async () => {
  await using world = await createHost();
  const id = addRunning(world);
  world.write("backup/place-refuses", "There is not enough space. [DISK_FULL]\n");
  const { code, errors } = await world.restore(["--replace"]);
  expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("DISK_FULL") });
  expect(content(world)).toBe("own events");
  expect(world.containers()).toEqual({ "unicity-sample": { id, state: "running" } });
});

test("goes back to a clean host when a secret cannot be placed", async () => {
  await using world = await createHost();
  world.write("backup/print-refuses", "The part has no such file. [FILE_MISSING]\n");
  const { code, errors } = await world.restore();
  expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("FILE_MISSING") });
  expect(errors).not.toContain("NOT_UNDONE");
  expect(existsSync(join(world.engine, "content", data))).toBe(false);
  expect((await world.run(["--no-ssl"])).code).toBe(0);
});

test("a restore that was killed keeps a start off half a state, and finishes when it is run again", async () => {
  await using undisturbed = await createHost();
  await undisturbed.restore();
  const placing = 1 + undisturbed.calls().findIndex((call) => / place /.test(call));
  await using world = await createHost();
  world.write(`signal/${placing}-after`, "KILL");
  await world.restore();
  const start = await world.run(["--no-ssl"]);
  expect(start).toMatchObject({ code: 3, errors: expect.stringContaining("RESTORE_UNFINISHED") });
  const again = await world.restore();
  expect(again).toMatchObject({ code: 0, errors: expect.stringContaining("OPERATION_INTERRUPTED") });
  expect(content(world)).toBe("restored events\n");
  expect((await world.run(["--no-ssl"], { env: { SAMPLE_SECRET: "generate" } })).code).toBe(0);
});
