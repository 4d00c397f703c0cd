import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { createWorld, type World } from "./support/world.ts";

const image = "registry.example/sample:1.2.2";
const volumes = "unicity-sample-letsencrypt\nunicity-sample-data";

const oldContainer = (world: World, attributes: Record<string, string> = {}) =>
  world.container("unicity-sample", { image, volumes, health: "healthy", ...attributes });

/** No process has it: Linux ends at 4194304. */
const dead = 99999999;

const sharedVolume = (world: World) => existsSync(`${world.engine}/shared-volume`);

test("replaces the old container once the new one has passed, and keeps nothing of it", async () => {
  await using world = await createWorld();
  const old = oldContainer(world);
  world.next({ health: "healthy" });
  const { code, out } = await world.run(["--no-ssl"]);
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringContaining("Stopping the old container"),
  });
  expect(Object.keys(world.containers())).toEqual(["unicity-sample"]);
  expect(world.containers()["unicity-sample"]?.id).not.toBe(old);
  expect(sharedVolume(world)).toBe(false);
  expect(world.calls()).toContain(`stop -t 45 ${old}`);
});

/** What goes wrong with the new container, the exit code, and what the error names. */
const failures: [string, (world: World) => void, Record<string, string>, number, string][] = [
  [
    "cannot be made",
    (world) => world.fail("create", "no space left on device"),
    {},
    1,
    "no space left on device",
  ],
  [
    "never becomes healthy",
    (world) => world.next({ health: "starting", probe: "connection refused" }),
    {},
    2,
    "connection refused",
  ],
  [
    "ends",
    (world) => world.next({ state: "exited", exit: "7", log: "database is locked" }),
    {},
    2,
    "database is locked",
  ],
  [
    "ends again and again",
    (world) => world.next({ state: "restarting", restarts: "3", exit: "1" }),
    {},
    2,
    "ended 3 times",
  ],
  [
    "refuses its settings",
    (world) => world.next({ state: "restarting", restarts: "1", exit: "3" }),
    {},
    1,
    "refuses its settings",
  ],
  [
    "fails a check of the service",
    (world) => world.next({ health: "healthy" }),
    { SAMPLE_HEALTH: "fail:no events" },
    1,
    "CHECKS_FAILED",
  ],
];

test.for(failures)(
  "brings the old container back when the new one %s",
  async ([, arrange, env, code, text]) => {
    await using world = await createWorld();
    const old = oldContainer(world);
    arrange(world);
    const outcome = await world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "1", ...env } });
    expect(outcome.errors).toContain(text);
    expect(outcome.code).toBe(code);
    expect(world.containers()).toEqual({ "unicity-sample": { id: old, state: "running" } });
    expect(sharedVolume(world)).toBe(false);
  },
);

test("brings the old container back when the new one cannot be started", async () => {
  await using world = await createWorld();
  const old = oldContainer(world);
  // Only the new container's start fails: its mount is missing.
  world.program(
    "docker",
    `[[ "$1 $2" != "start c"* ]] || { echo "invalid mount" >&2; exit 1; }\nexec ${import.meta.dirname}/fixtures/docker "$@"`,
  );
  const { code, errors } = await world.run(["--no-ssl"]);
  expect(errors).toContain("invalid mount");
  expect(errors).toContain("The old container runs again");
  expect(code).toBe(1);
  expect(world.containers()).toEqual({ "unicity-sample": { id: old, state: "running" } });
});

test("leaves an old container that was stopped before stopped when the new one fails", async () => {
  await using world = await createWorld();
  const old = oldContainer(world, { state: "exited" });
  world.next({ state: "exited", exit: "1" });
  expect((await world.run(["--no-ssl"])).code).toBe(2);
  expect(world.containers()).toEqual({ "unicity-sample": { id: old, state: "exited" } });
});

test("leaves a first container that fails for a look, and says how to remove it", async () => {
  await using world = await createWorld();
  world.next({ health: "unhealthy" });
  const { code, errors } = await world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "1" } });
  expect({ code, errors }).toMatchObject({
    code: 2,
    errors: expect.stringContaining("docker rm -f unicity-sample"),
  });
  expect(Object.keys(world.containers())).toEqual(["unicity-sample"]);
});

test("says what to do by hand when the old container does not start again", async () => {
  await using world = await createWorld();
  const old = oldContainer(world);
  world.program("sleep", ":");
  world.fail("start", "engine is out of order");
  const { errors } = await world.run(["--no-ssl"]);
  expect(errors).toContain("OLD_NOT_RESTORED");
  expect(errors).toContain(`docker start unicity-sample`);
  expect(world.containers()["unicity-sample"]?.id).toBe(old);
});

test("does not replace a container that is something else", async () => {
  await using world = await createWorld();
  world.container("unicity-sample", { service: "", image: "registry.example/database:5" });
  const { code, errors } = await world.run(["--no-ssl"]);
  expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("NAME_TAKEN") });
  expect(world.calls().filter((call) => /^(stop|rename|rm|create)/.test(call))).toEqual([]);
});

test.for(["running", "paused", "restarting"])(
  "does not start a second service on a volume of one that is %s",
  async (state) => {
    await using world = await createWorld();
    world.container("relay-two", { volumes, state });
    const { code, errors } = await world.run(["--no-ssl"]);
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("used by relay-two") });
    expect(Object.keys(world.containers())).toEqual(["relay-two"]);
  },
);

test("takes up a run that was killed after the old container had stopped", async () => {
  await using world = await createWorld();
  const old = world.container("unicity-sample-previous", { image, volumes, state: "exited" });
  world.container(`unicity-sample-next-${dead}`, { image, volumes, state: "created" });
  const namedAlike = world.container("unicity-sample-next-door", { state: "created" });
  world.next({ health: "starting" });
  const { code } = await world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "1" } });
  expect(code).toBe(2);
  expect(world.containers()).toEqual({
    "unicity-sample": { id: old, state: "running" },
    "unicity-sample-next-door": { id: namedAlike, state: "created" },
  });
});

test("returns to the last container that worked, not to one that a killed run left unproven", async () => {
  await using world = await createWorld();
  const proven = world.container("unicity-sample-previous", { image, volumes, state: "exited" });
  oldContainer(world, { health: "unhealthy" });
  world.next({ health: "starting" });
  expect((await world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "1" } })).code).toBe(2);
  expect(world.containers()).toEqual({ "unicity-sample": { id: proven, state: "running" } });
});

test("drops the container before the last when a run was killed after its success", async () => {
  await using world = await createWorld();
  world.container("unicity-sample-retired", { image, volumes, state: "exited" });
  const current = oldContainer(world);
  world.next({ health: "starting" });
  expect((await world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "1" } })).code).toBe(2);
  expect(world.containers()).toEqual({ "unicity-sample": { id: current, state: "running" } });
});

test("does not take health for proof when a run was killed during its checks", async () => {
  await using world = await createWorld();
  const old = oldContainer(world);
  world.next({ health: "healthy" });
  const undisturbed = await createWorld();
  await using _ = undisturbed;
  oldContainer(undisturbed);
  undisturbed.next({ health: "healthy" });
  expect((await undisturbed.run(["--no-ssl"])).code).toBe(0);
  const started = undisturbed.calls().findIndex((call) => call.startsWith("start "));
  const proven = undisturbed.calls().findIndex((call) => /^rename .*-retired$/.test(call));
  expect(proven - started).toBeGreaterThan(1);
  world.write(`signal/${proven}-after`, "KILL");
  await world.run(["--no-ssl"]);
  expect(Object.keys(world.containers()).sort()).toEqual(["unicity-sample", "unicity-sample-previous"]);
  expect(readdirSync(`${world.folder}/tmp`)).toHaveLength(1);
  await world.run(["--no-ssl"], { env: { SAMPLE_HEALTH: "fail:no events" } });
  expect(world.containers()).toEqual({ "unicity-sample": { id: old, state: "running" } });
  expect(readdirSync(`${world.folder}/tmp`)).toEqual([]);
  expect(sharedVolume(world)).toBe(false);
});

test("leaves the unfinished container of another user's start alone", async () => {
  await using world = await createWorld();
  const other = `unicity-sample-next-${process.pid}`;
  world.container(other, { image, volumes, state: "created" });
  const { code, errors } = await world.run(["--no-ssl"]);
  expect(errors).toContain(`process ${process.pid}`);
  expect(code).toBe(3);
  expect(Object.keys(world.containers())).toEqual([other]);
});
