import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { addImage, createServingWorld, kept, sample, serving, stateOf } from "./support/day-two.ts";
import { createWorld, sampleScript, withHaproxy } from "./support/world.ts";

const upgrade = ["upgrade", "--to", "1.2.4", "--no-backup"];

test("keeps flags and settings of a start that passed, for nobody else to read, and of none that failed", async () => {
  await using world = await createWorld();
  world.next({ health: "unhealthy" });
  const args = ["--no-ssl", "--greeting", "two words\\and a quote'"];
  await world.run(args, { env: { HEALTH_TIMEOUT: "1" } });
  expect(kept(world, "starts/unicity-sample")).toBeUndefined();
  world.next({ health: "healthy" });
  expect(await world.run(args, { env: { SERVICE_MEMORY: "96m", EDITOR: "vi" } })).toMatchObject({ code: 0 });
  const text = kept(world, "starts/unicity-sample");
  expect(text).toContain("argument --greeting\nargument two words\\\\and a quote'\n");
  expect(text).toContain("environment HEALTH_TIMEOUT=5\n");
  expect(text).toContain("image registry.example/sample:1.2.3\n");
  expect(text).not.toContain("EDITOR");
  expect(statSync(join(stateOf(world), "starts/unicity-sample")).mode & 0o777).toBe(0o600);
});

test("a later command has the flags and the environment of the start, from any folder; what it is given itself wins", async () => {
  await using world = await createWorld();
  addImage(world, "1.2.3", { id: "sha256:three" });
  addImage(world, "1.2.4", { id: "sha256:four" });
  addImage(world, "1.2.5", { id: "sha256:five" });
  world.next({ health: "healthy" });
  const greeting = "a \\n 'b'";
  expect(await world.run(["--no-ssl"], { env: { SAMPLE_GREETING: greeting } })).toMatchObject({ code: 0 });
  expect(await world.run(upgrade)).toMatchObject({ code: 0 });
  expect(serving(world)).toMatchObject({ tag: "1.2.4", greeting });
  const env = { SAMPLE_GREETING: "from the environment" };
  expect(await world.run(["upgrade", "--to", "1.2.5", "--no-backup"], { env })).toMatchObject({ code: 0 });
  expect(serving(world)).toMatchObject({ tag: "1.2.5", greeting: "from the environment" });
  expect(await world.run([...upgrade, "--greeting", "from a flag"])).toMatchObject({ code: 0 });
  expect(serving(world)).toMatchObject({ tag: "1.2.4", greeting: "from a flag" });
});

test("a file that was named from the folder of the start is found from another one", async () => {
  await using world = await createWorld();
  addImage(world, "1.2.4", { id: "sha256:four" });
  world.next({ health: "healthy" });
  const folder = join(world.folder, "operator");
  mkdirSync(folder);
  writeFileSync(join(folder, "phrase"), "abandon about", { mode: 0o600 });
  const env = { SAMPLE_SECRET: "required", SAMPLE_MNEMONIC_FILE: "phrase" };
  const environment = { PATH: join(world.folder, "bin"), HOME: world.folder, FAKE_ENGINE: world.engine };
  const start = [sampleScript, "--no-ssl"];
  await execa("bash", start, { cwd: folder, env: { ...environment, ...env }, extendEnv: false });
  expect(kept(world, "starts/unicity-sample")).toContain(
    `environment SAMPLE_MNEMONIC_FILE=${folder}/phrase\n`,
  );
});

test("keeps the file of a key, never the key, wherever it came from", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  world.program("curl", "printf 200");
  const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];
  const key = "k3y-of-the-registration-api";
  const starts: [string[], Record<string, string>][] = [
    [["--haproxy-api-key", key], {}],
    [[], { HAPROXY_API_KEY: key }],
  ];
  for (const [flags, env] of starts) {
    expect(await world.run([...tls, ...flags], { env })).toMatchObject({ code: 0 });
    expect(kept(world, "starts/unicity-sample")).toContain(
      `argument --haproxy-api-key-file\nargument ${stateOf(world)}/secrets/unicity-sample-haproxy-api-key\n`,
    );
    for (const folder of ["starts", "locks"])
      expect(kept(world, `${folder}/unicity-sample`)).not.toContain(key);
  }
});

test("asks for a setting again that may be a secret, and was not kept", async () => {
  await using world = await createWorld();
  addImage(world, "1.2.4", { id: "sha256:four" });
  world.next({ health: "healthy" });
  const env = { SAMPLE_UPSTREAM_TOKEN: "canary-token" };
  expect(await world.run(["--no-ssl"], { env })).toMatchObject({ code: 0 });
  expect(kept(world, "starts/unicity-sample")).not.toContain("canary-token");
  expect(await world.run(upgrade)).toMatchObject({
    code: 3,
    errors: expect.stringMatching(/SETTING_NOT_KEPT[\s\S]*SAMPLE_UPSTREAM_TOKEN/),
  });
  expect(await world.run(upgrade, { env })).toMatchObject({ code: 0 });
});

test("says which flags it needs when the last start is not known", async () => {
  await using world = await createServingWorld();
  const env = { STATE_DIR: join(world.folder, "elsewhere") };
  expect(await world.run(upgrade, { env })).toMatchObject({
    code: 3,
    errors: expect.stringContaining("SETTINGS_UNKNOWN"),
  });
  expect(serving(world)).toEqual(sample("1.2.3"));
  expect(await world.run([...upgrade, "--no-ssl", "--greeting", "hello"], { env })).toMatchObject({
    code: 0,
  });
  expect(serving(world)).toEqual(sample("1.2.4"));
});

/** Variables with a default that are not for operators, or have a place of their own. */
const notKept = [
  "CONTAINER_NAME",
  "IMAGE_NAME",
  "IMAGE_HINT",
  "APP_TITLE",
  "HAPROXY_API_KEY",
  "SERVICE_NAME",
  "PROJECT_NAME",
  "STATE_DIR",
];

test("every setting of the library with a default is kept", () => {
  const library = resolve(import.meta.dirname, "../../run/lib");
  const read = (part: string) => readFileSync(join(library, `${part}.sh`), "utf8");
  const settings = ["settings", "container-flags", "engine", "secrets", "acme", "pull"].flatMap((part) =>
    read(part)
      .split("\n")
      .filter((line) => /^\s*: "/.test(line))
      .flatMap((line) => [...line.matchAll(/"\$\{([A-Z_]+):?=/g)].map(([, name]) => name)),
  );
  const list = /RUN_KEPT_SETTINGS=\(([^)]*)\)/.exec(read("remember"))?.[1]?.split(/\s+/);
  expect(settings.length).toBeGreaterThan(40);
  expect(settings.filter((name) => !list?.includes(name ?? "") && !notKept.includes(name ?? ""))).toEqual([]);
});
