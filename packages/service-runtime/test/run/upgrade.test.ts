import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { addImage, createServingWorld, kept, markers, passed, sample, serving } from "./support/day-two.ts";
import { createWorld, type World } from "./support/world.ts";

const to = (tag: string) => ["upgrade", "--to", tag, "--no-backup"];
const sharedVolume = (world: World) => existsSync(`${world.engine}/shared-volume`);
/** Calls that change something of the engine. */
const changes = (world: World) =>
  world.calls().filter((call) => /^(create|start|stop|rm|rename|network|volume create|pull)/.test(call));

test("upgrades to a version without any other flag, fetches its image, and says that there was no backup", async () => {
  await using world = await createServingWorld();
  addImage(world, "1.3.0", { id: "sha256:new" }, "registry");
  const { code, out, errors } = await world.run(to("1.3.0"));
  expect(errors).toBe("note: no backup was made: --no-backup");
  expect(out).toContain("Fetching registry.example/sample:1.3.0");
  expect(code).toBe(0);
  expect(serving(world)).toEqual(sample("1.3.0"));
  expect(sharedVolume(world)).toBe(false);
});

test("pull fetches what is missing, and changes nothing else", async () => {
  await using world = await createServingWorld();
  addImage(world, "1.3.0", { id: "sha256:new" }, "registry");
  const env = { SAMPLE_IMAGE: "registry.example/sample:1.3.0" };
  const before = changes(world).length;
  expect(await world.run(["pull"], { env })).toMatchObject({
    code: 0,
    out: expect.stringContaining("✓ registry.example/sample:1.3.0 is here"),
  });
  passed(await world.run(["pull"], { env }));
  expect(changes(world).slice(before)).toEqual(["pull --quiet registry.example/sample:1.3.0"]);
  const missing = await world.run(["pull", "--image", "registry.example/sample:9"]);
  expect(missing).toMatchObject({ code: 1, errors: expect.stringContaining("IMAGE_NOT_PULLED") });
});

test("backs up before it changes anything, and goes no further when that fails", async () => {
  await using world = await createServingWorld();
  const upgrade = ["upgrade", "--to", "1.2.4"];
  expect(await world.run(upgrade, { env: { SAMPLE_BACKUP: "fails" } })).toMatchObject({ code: 1 });
  expect(serving(world)).toEqual(sample("1.2.3"));
  const before = world.calls().length;
  passed(await world.run(upgrade, { env: { SAMPLE_BACKUP: "works" } }));
  expect(serving(world)).toEqual(sample("1.2.4"));
  const calls = world.calls().slice(before);
  const backup = calls.indexOf("info --format backup");
  expect(backup).toBeGreaterThan(0);
  expect(calls.slice(0, backup).filter((call) => /^(create|stop|rename|volume create)/.test(call))).toEqual(
    [],
  );
});

test("without a version it is the image that goes with the script", async () => {
  await using world = await createServingWorld();
  const env = { SAMPLE_IMAGE: "registry.example/sample:1.2.4" };
  passed(await world.run(["upgrade", "--no-backup"], { env }));
  expect(serving(world)).toEqual(sample("1.2.4"));
});

test("takes any other image by its reference, and says when it comes from elsewhere", async () => {
  await using world = await createServingWorld();
  world.write("images/mirror.example_sample:1.2.3", "id sha256:mirror\n");
  passed(await world.run(["upgrade", "--image", "mirror.example/sample:1.2.3", "--no-backup"]));
  expect(serving(world).tag).toBe("mirror.example/sample:1.2.3");
  const { out, errors } = await world.run(["upgrade", "--no-backup"]);
  expect(errors).toContain("mirror.example/sample:1.2.3 runs, which is of another repository");
  expect(out).toContain("registry.example/sample:1.2.3");
});

test("says that it is on the version already, and changes nothing", async () => {
  await using world = await createServingWorld();
  const before = changes(world);
  expect(await world.run(to("1.2.3"))).toMatchObject({
    code: 0,
    out: expect.stringContaining("Already on registry.example/sample:1.2.3; nothing was changed."),
  });
  expect(changes(world)).toEqual(before);
  expect(markers(world)).toEqual([]);
});

test("an image that never becomes healthy goes back by itself: the old one serves, and its settings stay", async () => {
  await using world = await createServingWorld();
  const before = kept(world, "starts/unicity-sample");
  const { id } = world.containers()["unicity-sample"] ?? {};
  world.next({ health: "unhealthy", probe: "connection refused" });
  const { code, errors } = await world.run(to("1.2.4"), { env: { HEALTH_TIMEOUT: "1" } });
  expect({ code, errors }).toMatchObject({ code: 2, errors: expect.stringContaining("connection refused") });
  expect(world.containers()).toEqual({ "unicity-sample": { id, state: "running" } });
  expect(kept(world, "starts/unicity-sample")).toBe(before);
  expect(kept(world, "starts/unicity-sample.next")).toBeUndefined();
  expect(await world.run(["rollback"])).toMatchObject({
    code: 3,
    errors: expect.stringContaining("NO_ROLLBACK"),
  });
});

/** What is wrong with the new image, and by which code it is refused. */
const refused: [string, (world: World) => void, number, string][] = [
  [
    "reads only older data",
    (world) => addImage(world, "1.2.4", { id: "sha256:four", "data-version": "1" }),
    3,
    "DATA_TOO_NEW",
  ],
  [
    "is of another generation",
    (world) => addImage(world, "1.2.4", { id: "sha256:four", "data-version": "2", generation: "v3" }),
    3,
    "OTHER_GENERATION",
  ],
  [
    "changes the data and there is no backup",
    (world) => addImage(world, "1.2.4", { id: "sha256:four", "data-version": "3", generation: "v1" }),
    3,
    "BACKUP_NEEDED",
  ],
  ["is not to be had", () => {}, 1, "there is no such version"],
];

test.for(refused)("refuses an image that %s before anything is touched", async ([, arrange, code, text]) => {
  await using world = await createWorld();
  addImage(world, "1.2.3", { id: "sha256:three", "data-version": "2", generation: "v1" });
  world.next({ health: "healthy" });
  expect(await world.run(["--no-ssl", "--greeting", "hello"])).toMatchObject({ code: 0 });
  arrange(world);
  const before = changes(world);
  const outcome = await world.run(to("1.2.4"));
  expect(outcome).toMatchObject({ code, errors: expect.stringContaining(text) });
  expect(changes(world).filter((call) => !before.includes(call) && !call.startsWith("pull"))).toEqual([]);
  expect(serving(world)).toEqual(sample("1.2.3"));
  expect(markers(world)).toEqual([]);
});

test("knows the form of the data also when the container is gone", async () => {
  await using world = await createWorld();
  addImage(world, "1.2.3", { id: "sha256:three", "data-version": "2" });
  addImage(world, "1.2.4", { id: "sha256:four" });
  world.next({ health: "healthy" });
  const start = (tag: string) => world.run(["--no-ssl", "--image", `registry.example/sample:${tag}`]);
  expect(await start("1.2.3")).toMatchObject({ code: 0 });
  passed(await world.run(["uninstall", "--yes"]));
  expect(await start("1.2.4")).toMatchObject({ code: 3, errors: expect.stringContaining("DATA_TOO_NEW") });
  expect(world.containers()).toEqual({});
});

test.for([
  [["upgrade", "--to", "1", "--image", "a:1"], "--to and --image do not go together"],
  [["upgrade", "--to", "latest"], "latest is not a version"],
  [["upgrade", "--to", "a/b"], "a/b is not a version"],
  [["--no-ssl", "--to", "1.2.4"], "--to does not go with a start"],
  [["rollback", "--to", "1.2.3"], "--to does not go with rollback"],
  [["upgrade", "--check"], "upgrade and --check do not go together"],
] as [string[], string][])("refuses %j with 3 and says: %s", async ([args, text]) => {
  await using world = await createServingWorld();
  expect(await world.run(args)).toMatchObject({ code: 3, errors: expect.stringContaining(text) });
  expect(serving(world)).toEqual(sample("1.2.3"));
});

test("rollback brings image and settings of before, once", async () => {
  await using world = await createServingWorld();
  passed(await world.run([...to("1.2.4"), "--greeting", "new"]));
  expect(serving(world)).toMatchObject({ tag: "1.2.4", greeting: "new" });
  passed(await world.run(["rollback"]));
  expect(serving(world)).toEqual(sample("1.2.3"));
  expect(await world.run(["rollback"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("Already rolled back to registry.example/sample:1.2.3"),
  });
  passed(await world.run(to("1.2.4")));
  expect(serving(world)).toEqual(sample("1.2.4"));
});

test("rollback takes the very image of before, though its name leads elsewhere by now", async () => {
  await using world = await createServingWorld();
  passed(await world.run(to("1.2.4")));
  addImage(world, "1.2.3", { id: "sha256:other" });
  addImage(world, "none", { id: "sha256:three" });
  passed(await world.run(["rollback"]));
  expect(serving(world).tag).toBe("sha256:three");
});

test("rollback is refused when newer data forbids it, and without an upgrade", async () => {
  await using world = await createServingWorld();
  expect(await world.run(["rollback"])).toMatchObject({
    code: 3,
    errors: expect.stringContaining("NO_ROLLBACK"),
  });
  passed(await world.run(to("1.2.4")));
  world.write(`containers/${world.containers()["unicity-sample"]?.id}/data-version`, "2");
  expect(await world.run(["rollback"])).toMatchObject({
    code: 3,
    errors: expect.stringContaining("DATA_TOO_NEW"),
  });
  expect(serving(world)).toEqual(sample("1.2.4"));
});
