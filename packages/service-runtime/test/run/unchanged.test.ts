import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorld, type World, withHaproxy } from "./support/world.ts";

const local = ["--no-ssl", "--greeting", "hello"];
/** Calls that change a container. */
const changes = (world: World) =>
  world.calls().filter((call) => /^(create|start|stop|rename|rm) /.test(call));
const idOf = (world: World) => world.containers()["unicity-sample"]?.id;

/** A host on which the sample was started once, healthy. */
async function startedOnce(args: readonly string[], env: Record<string, string> = {}) {
  const world = await createWorld();
  world.next({ health: "healthy", days: "60" });
  const { code, errors } = await world.run(args, { env });
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return { world, id: idOf(world), changed: changes(world).length };
}

test("keeps a healthy container of the same settings and image, and makes its checks", async () => {
  const { world, id, changed } = await startedOnce(local);
  await using _ = world;
  const again = await world.run(local);
  expect(again).toMatchObject({ code: 0, errors: "" });
  expect(again.out).toContain("unicity-sample has these settings and this image: it stays as it is");
  expect(again.out).toContain("✓ unicity-sample greets");
  expect(again.out).toContain("Service unchanged: unicity-sample");
  expect(idOf(world)).toBe(id);
  expect(changes(world)).toHaveLength(changed);
});

/** What makes a start of the same command a new container. */
const differences: [string, (world: World, id: string) => void, readonly string[], Record<string, string>][] =
  [
    ["a flag has another value", () => {}, ["--greeting", "good day"], {}],
    ["a variable has another value", () => {}, [], { STOP_TIMEOUT: "20" }],
    ["the network is another", () => {}, [], { APP_NET: "other" }],
    ["--recreate is given", () => {}, ["--recreate"], {}],
    ["the image has moved", (world, id) => world.write(`containers/${id}/image-id`, "id-of-older"), [], {}],
    ["it is unhealthy", (world, id) => world.write(`containers/${id}/health`, "unhealthy"), [], {}],
    ["it is stopped", (world, id) => world.write(`containers/${id}/state`, "exited"), [], {}],
    ["it has lost its network", (world, id) => world.write(`containers/${id}/networks`, ""), [], {}],
    [
      "an older library made it",
      (world, id) => rmSync(`${world.engine}/containers/${id}/config-hash`),
      [],
      {},
    ],
    [
      "an interrupted start left it unproven",
      (world) => world.container("unicity-sample-previous", { state: "exited" }),
      [],
      {},
    ],
  ];

test.for(differences)("replaces it when %s", async ([, arrange, args, env]) => {
  const { world, id } = await startedOnce(local);
  await using _ = world;
  arrange(world, String(id));
  const { code, out } = await world.run([...local, ...args], { env });
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("Service started") });
  expect(idOf(world)).not.toBe(id);
  expect(Object.keys(world.containers())).toEqual(["unicity-sample"]);
});

test("replaces it when a secret file was written again, and keeps it when it was only read", async () => {
  const env = { SAMPLE_SECRET: "required", SAMPLE_MNEMONIC_FILE: "" };
  const folder = await createWorld();
  await using _folder = folder;
  const file = join(folder.folder, "mnemonic");
  writeFileSync(file, "words", { mode: 0o600 });
  env.SAMPLE_MNEMONIC_FILE = file;
  const { world, id } = await startedOnce(local, env);
  await using _ = world;
  expect(await world.run(local, { env })).toMatchObject({ code: 0 });
  expect(idOf(world)).toBe(id);
  const later = new Date(Date.now() + 5000);
  utimesSync(file, later, later);
  expect(await world.run(local, { env })).toMatchObject({ code: 0 });
  expect(idOf(world)).not.toBe(id);
});

test("keeps it behind HAProxy when the key of the registration API comes from the environment each time", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  world.program("curl", "printf 200");
  const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];
  const env = { HAPROXY_API_KEY: "key-of-the-api" };
  expect(await world.run(tls, { env })).toMatchObject({ code: 0 });
  const id = idOf(world);
  expect(await world.run(tls, { env })).toMatchObject({
    code: 0,
    out: expect.stringContaining("stays as it is"),
  });
  expect(idOf(world)).toBe(id);
});

test("leaves it running when it does not pass its checks", async () => {
  const { world, id } = await startedOnce(local);
  await using _ = world;
  const { code, errors } = await world.run(local, { env: { SAMPLE_HEALTH: "fail:no events" } });
  expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("CHECKS_FAILED") });
  expect(world.containers()).toEqual({ "unicity-sample": { id, state: "running" } });
});

test("removes what a killed run left beside it", async () => {
  const { world, id } = await startedOnce(local);
  await using _ = world;
  // No process has it: Linux ends at 4194304.
  for (const name of ["unicity-sample-retired", "unicity-sample-next-99999999"])
    world.container(name, { state: "exited" });
  expect(await world.run(local)).toMatchObject({ code: 0 });
  expect(world.containers()).toEqual({ "unicity-sample": { id, state: "running" } });
});
