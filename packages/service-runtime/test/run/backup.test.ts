import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createServingWorld } from "./support/day-two.ts";
import { createWorld, type World } from "./support/world.ts";

const data = "unicity-sample-data";

/** A host on which the sample runs with state, and where a backup goes. */
async function createRunning() {
  const world = await createWorld();
  for (const name of ["backup", "content"]) mkdirSync(join(world.engine, name), { recursive: true });
  world.write(`volumes/${data}`, "");
  world.write(`content/${data}`, "all events");
  const id = world.container("unicity-sample", {
    image: "registry.example/sample:1.2.3",
    volumes: `unicity-sample-letsencrypt\n${data}`,
    health: "healthy",
  });
  const file = join(world.folder, "sample.age");
  return {
    ...world,
    id,
    file,
    /** An owner of the state that has to be stopped. */
    backup: (env: Record<string, string> = {}, ...flags: string[]) =>
      world.run(["backup", file, ...flags], { env }),
  };
}
type Running = Awaited<ReturnType<typeof createRunning>>;

const changes = (world: World) =>
  world
    .calls()
    .filter((call) => /^(stop|start|rename|rm|create) /.test(call))
    .filter((call) => !call.includes("-backup-"));
const leftovers = (world: Running) => [
  ...readdirSync(join(world.engine, "volumes")).filter((name) => name.includes("-backup-")),
  ...readdirSync(world.folder).filter((name) => name.endsWith(".new")),
  ...readdirSync(join(world.folder, "tmp")),
];
const state = (world: World, path: string) => join(world.folder, ".local/state/unicity-host/unicity", path);

test("packs the database of a service that goes on running, into a file for its owner alone", async () => {
  await using world = await createRunning();
  const { code, out } = await world.backup();
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`Backup: ${world.file}`) });
  expect(readFileSync(world.file, "utf8")).toBe("encrypted\nall events\n");
  expect(statSync(world.file).mode & 0o777).toBe(0o600);
  expect(changes(world)).toEqual([]);
  expect(world.read("backup/packed")).toContain("/staging\n");
  expect(JSON.parse(world.read("backup/manifest.json"))).toMatchObject({
    schema: "unicity-backup/1",
    service: "sample",
    generation: null,
    dataVersion: 1,
    parts: [{ name: "data", role: "volume", class: "state", engine: "sqlite" }],
  });
  expect(leftovers(world)).toEqual([]);
  expect(existsSync(state(world, "operations/unicity-sample"))).toBe(false);
});

test("makes its key once, for its owner alone, and says to keep a copy", async () => {
  await using world = await createRunning();
  const first = await world.backup();
  const key = state(world, "secrets/backup-key");
  expect(first.errors).toContain(`Made the key of backups: ${key}`);
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(first.out).not.toContain(readFileSync(key, "utf8").trim());
  const second = await world.run(["backup", `${world.file}.2`]);
  expect(second).toMatchObject({ code: 0, errors: "" });
});

test("takes secrets and settings along, and certificates only when asked", async () => {
  await using world = await createRunning();
  world.write("volumes/unicity-sample-letsencrypt", "");
  const settings = { SAMPLE_SECRET: "required" };
  for (const [path, text] of [
    ["secrets/sample-mnemonic", "legal winner thank year"],
    ["starts/unicity-sample", "image registry.example/sample:1.2.3\nargument --no-ssl\n"],
  ] as const) {
    mkdirSync(dirname(state(world, path)), { recursive: true });
    writeFileSync(state(world, path), text, { mode: 0o600 });
  }
  const { code, out } = await world.backup(settings);
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringContaining("secrets, too: sample-mnemonic"),
  });
  const packed = world.read("backup/packed").split("\n");
  expect(packed).toEqual(expect.arrayContaining(["/parts/secrets/sample-mnemonic", "/parts/settings/start"]));
  expect(packed).not.toContain("/parts/letsencrypt");
  expect((await world.run(["backup", `${world.file}.2`, "--with-certs"], { env: settings })).code).toBe(0);
  expect(world.read("backup/packed").split("\n")).toContain("/parts/letsencrypt");
});

test("stops a service that keeps its database for itself, and starts it again", async () => {
  await using world = await createRunning();
  world.write("backup/code", "4");
  const { code, out } = await world.backup();
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/It was stopped for \d+ s/) });
  expect(changes(world)).toEqual([`stop -t 45 unicity-sample`, "start unicity-sample"]);
  expect(readFileSync(world.file, "utf8")).toContain("all events");
});

test("a stopped service stays stopped", async () => {
  await using world = await createRunning();
  world.write(`containers/${world.id}/state`, "exited");
  expect((await world.backup({ DATA_BACKUP: "stopped" })).code).toBe(0);
  expect(changes(world)).toEqual([]);
});

/** What goes wrong, the exit code and the error's code. */
const failures: [string, (world: Running) => void, number, string][] = [
  ["it cannot be packed", (world) => world.write("backup/code", "1"), 1, "BACKUP_TOOL_FAILED"],
  ["bytes of it are missing", (world) => world.write("backup/short", "1"), 1, "FILE_NOT_WRITTEN"],
  ["the disk is too small", (world) => world.write("backup/size", "9".repeat(17)), 1, "DISK_FULL"],
  ["there is a file already", (world) => writeFileSync(world.file, "mine"), 3, "FILE_EXISTS"],
];

test.for(failures)("leaves nothing half when %s, and the service runs", async ([, arrange, code, text]) => {
  await using world = await createRunning();
  arrange(world);
  const outcome = await world.backup({ DATA_BACKUP: "stopped" });
  expect(outcome).toMatchObject({ code, errors: expect.stringContaining(text) });
  expect(leftovers(world)).toEqual([]);
  expect(existsSync(world.file) ? readFileSync(world.file, "utf8") : "mine").toBe("mine");
  expect(world.containers()["unicity-sample"]?.state).toBe("running");
});

/** Number of the call that packs. */
async function packing(): Promise<number> {
  await using world = await createRunning();
  await world.backup({ DATA_BACKUP: "stopped" });
  return 1 + world.calls().findIndex((call) => / pack age1/.test(call));
}

test("starts the service again when it is ended while it packs", async () => {
  await using world = await createRunning();
  world.write(`signal/${await packing()}-before`, "TERM");
  const { code } = await world.backup({ DATA_BACKUP: "stopped" });
  expect(code).toBe(143);
  expect(world.containers()["unicity-sample"]?.state).toBe("running");
  expect(leftovers(world)).toEqual([]);
  expect(existsSync(world.file)).toBe(false);
});

test("after a kill while the service was stopped, the next backup says so and starts it again", async () => {
  await using world = await createRunning();
  world.write(`signal/${await packing()}-before`, "KILL");
  await world.backup({ DATA_BACKUP: "stopped" });
  expect(world.containers()["unicity-sample"]?.state).toBe("exited");
  const { code, errors } = await world.backup({ DATA_BACKUP: "stopped" });
  expect(errors).toContain(
    "An earlier backup of unicity-sample did not come to its end. [OPERATION_INTERRUPTED]",
  );
  expect(errors).toContain("left the service stopped; it is started again");
  expect(code).toBe(0);
  expect(world.containers()["unicity-sample"]?.state).toBe("running");
  expect(leftovers(world)).toEqual([]);
});

test("there is nothing to back up where the service was never started", async () => {
  await using world = await createWorld();
  const { code, errors } = await world.run(["backup", join(world.folder, "sample.age")]);
  expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("NO_STATE") });
});

test("an upgrade backs up first; the last three of those stay", async () => {
  await using world = await createServingWorld();
  world.write(`volumes/${data}`, "");
  mkdirSync(state(world, "backups"), { recursive: true });
  const old = [1, 2, 3, 4].map((day) => `unicity-sample-1.2.2-2026010${day}T000000Z.age`);
  const others = ["unicity-sample-two-1.2.2-20260101T000000Z.age", "mine.age"];
  for (const name of [...old, ...others]) writeFileSync(state(world, `backups/${name}`), "old");
  const { code, out } = await world.run(["upgrade", "--to", "1.2.4"]);
  expect(code).toBe(0);
  const [, file] = /^Backup: \S+\/(\S+\.age)$/m.exec(out) ?? [];
  expect(readdirSync(state(world, "backups")).sort()).toEqual([...old.slice(2), ...others, file].sort());
});

test("takes the secrets along that were named where the service was started, also without its container", async () => {
  await using world = await createWorld();
  mkdirSync(join(world.engine, "backup"));
  world.next({ health: "healthy" });
  const phrase = join(world.folder, "phrase");
  writeFileSync(phrase, "legal winner", { mode: 0o600 });
  const env = { SAMPLE_SECRET: "required" };
  expect((await world.run(["--no-ssl"], { env: { ...env, SAMPLE_MNEMONIC_FILE: phrase } })).code).toBe(0);
  expect((await world.run(["uninstall", "--yes"], { env })).code).toBe(0);
  expect((await world.run(["backup", join(world.folder, "sample.age")], { env })).code).toBe(0);
  expect(world.read("backup/packed")).toContain("/parts/secrets/sample-mnemonic\n");
});
