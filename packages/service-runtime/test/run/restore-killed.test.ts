import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { killAtCall } from "./support/day-two.ts";
import { addRunning, content, createHost, data, type Host, state } from "./support/restoring.ts";

const failing = { SAMPLE_HEALTH: "fail:no events" };
const copy = `${data}-before-restore`;
const mnemonic = "secrets/sample-mnemonic";
const volumesOf = (world: Host) =>
  world.read(`containers/${world.containers()["unicity-sample"]?.id}/volumes`);

function writeState(world: Host, path: string, text: string) {
  mkdirSync(dirname(state(world, path)), { recursive: true });
  writeFileSync(state(world, path), text, { mode: 0o600 });
}

test("a secret that cannot be kept first is not touched", async () => {
  await using world = await createHost();
  addRunning(world);
  writeState(world, mnemonic, "own phrase\n");
  world.program(
    "cp",
    `[[ "$*" != *.before-restore* ]] || { echo "No space left on device" >&2; exit 1; }\nexec /bin/cp "$@"`,
  );
  expect((await world.restore(["--replace"])).code).not.toBe(0);
  expect(readFileSync(state(world, mnemonic), "utf8")).toBe("own phrase\n");
  expect(content(world)).toBe("own events");
});

test("what an earlier restore has kept of a secret is neither put back nor lost", async () => {
  await using world = await createHost();
  addRunning(world);
  writeState(world, mnemonic, "own phrase\n");
  writeState(world, `${mnemonic}.before-restore`, "oldest phrase\n");
  expect((await world.restore(["--replace"], failing)).code).toBe(1);
  expect(readFileSync(state(world, mnemonic), "utf8")).toBe("own phrase\n");
  expect((await world.restore(["--replace"])).code).toBe(0);
  expect(readFileSync(state(world, `${mnemonic}.before-restore`), "utf8")).toBe("own phrase\n");
});

/** The moments at which going back from a restore that failed is killed. */
const moments = [
  [`volume rm ${copy}`, "before"],
  [`volume rm ${copy}`, "after"],
  [`source=${copy},target=/from`, "before"],
  [`source=${copy},target=/from`, "after"],
] as const;

test.for(moments)(
  "a restore that goes back and is killed at '%s' (%s) loses nothing",
  async ([words, when]) => {
    await using world = await createHost();
    addRunning(world);
    const { killed } = killAtCall(world, words, when);
    await world.restore(["--replace"], failing);
    expect(killed()).toBe(true);
    const start = await world.run(["--no-ssl"], { env: { SAMPLE_SECRET: "generate" } });
    expect(start).toMatchObject({ code: 3, errors: expect.stringContaining("RESTORE_UNFINISHED") });
    expect((await world.restore(["--replace"], failing)).code).toBe(1);
    expect(content(world)).toBe("own events");
    expect((await world.restore(["--replace"])).code).toBe(0);
    expect(content(world)).toBe("restored events\n");
    expect(content(world, copy)).toBe("own events");
  },
);

test("the same restore finishes one that was killed while the service started", async () => {
  await using world = await createHost();
  const { killed } = killAtCall(world, "start c", "after");
  await world.restore();
  expect(killed()).toBe(true);
  expect(await world.restore()).toMatchObject({ code: 0 });
  expect(existsSync(state(world, "restores/unicity-sample"))).toBe(false);
});

test("state that a second try has half placed is no state", async () => {
  await using world = await createHost();
  expect((await world.restore([], failing)).code).toBe(1);
  const { killed } = killAtCall(world, " place ");
  await world.restore();
  expect(killed()).toBe(true);
  const start = await world.run(["--no-ssl"]);
  expect(start).toMatchObject({ code: 3, errors: expect.stringContaining("RESTORE_UNFINISHED") });
});

test("half placed state is not backed up as if it were whole", async () => {
  await using world = await createHost();
  const { killed } = killAtCall(world, " place ", "after");
  await world.restore();
  expect(killed()).toBe(true);
  const backup = await world.run(["backup", `${world.folder}/new.age`]);
  expect(backup).toMatchObject({ code: 3, errors: expect.stringContaining("RESTORE_UNFINISHED") });
  expect(existsSync(`${world.folder}/new.age`)).toBe(false);
});

const settings = (...lines: string[]) =>
  ["image registry.example/sample:1.0.0", "argument --no-ssl", ...lines, ""].join("\n");

test("the service runs on the volume that was filled, whatever it was called where it was backed up", async () => {
  await using world = await createHost();
  const names = ["DATA_VOLUME=elsewhere-data", "LETSENCRYPT_VOLUME=elsewhere-tls", "SECRETS_DIR=/elsewhere"];
  world.write(
    "backup/settings.tar.start",
    settings(
      "argument --container-name",
      "argument elsewhere",
      ...names.map((name) => `environment ${name}`),
    ),
  );
  expect(await world.restore()).toMatchObject({ code: 0 });
  expect(content(world)).toBe("restored events\n");
  expect(volumesOf(world).trim().split("\n").sort()).toEqual([data, "unicity-sample-letsencrypt"]);
  expect(existsSync(state(world, "restores/unicity-sample"))).toBe(false);
  expect(await world.run(["upgrade", "--image", "registry.example/sample:1.2.3"])).toMatchObject({ code: 0 });
  expect(volumesOf(world)).toContain(data);
});

/** Settings of a backup with which the service would not start, or not with its state. */
const unfit: [string, string, string][] = [
  ["another volume", settings("argument --sample-volume", "argument elsewhere"), "--sample-volume"],
  ["a flag that this release does not know", settings("argument --of-tomorrow"), "--of-tomorrow"],
  ["a secret that was not kept", settings("withheld SAMPLE_TOKEN"), "SAMPLE_TOKEN"],
];

test.for(unfit)("settings with %s are refused before anything is stopped", async ([, text, evidence]) => {
  await using world = await createHost();
  const id = addRunning(world);
  world.write("backup/settings.tar.start", text);
  expect(await world.restore(["--replace"])).toMatchObject({
    code: 3,
    errors: expect.stringContaining(evidence),
  });
  expect(world.containers()).toEqual({ "unicity-sample": { id, state: "running" } });
  expect(content(world)).toBe("own events");
  expect(world.calls().filter((call) => call.startsWith("stop"))).toEqual([]);
});

test("the key of this host's HAProxy stays", async () => {
  await using world = await createHost();
  writeState(world, "secrets/unicity-sample-haproxy-api-key", "own-key\n");
  world.write("backup/secrets", "sample-mnemonic\nhaproxy-api-key\n");
  world.write("backup/secrets.tar.haproxy-api-key", "other-key\n");
  expect((await world.restore()).code).toBe(0);
  expect(readFileSync(state(world, "secrets/unicity-sample-haproxy-api-key"), "utf8")).toBe("own-key\n");
});

test("an engine that does not answer about a volume has not said that there is none", async () => {
  await using world = await createHost();
  addRunning(world);
  world.program(
    "docker",
    `[[ "$1 $2" != "volume inspect" || "$*" != *" ${data}" ]] || { echo "context deadline exceeded" >&2; exit 1; }
    exec ${import.meta.dirname}/fixtures/docker "$@"`,
  );
  expect((await world.restore(["--replace"])).code).not.toBe(0);
  expect(content(world)).toBe("own events");
});
