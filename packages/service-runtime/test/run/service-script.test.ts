import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorld, type World } from "./support/world.ts";

const secretFile = (world: World) =>
  join(world.folder, ".local/state/unicity-host/unicity/secrets/sample-mnemonic");
const generate = { SAMPLE_SECRET: "generate" };

test("generates a missing secret once, in the service's image without a network, and says where it is", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  world.write("generated", "abandon about");
  const { code, errors } = await world.run(["--no-ssl"], { env: generate });
  expect(errors).toContain(`Generated secret sample-mnemonic: ${secretFile(world)}`);
  expect(code).toBe(0);
  expect(statSync(secretFile(world)).mode & 0o777).toBe(0o600);
  expect(readFileSync(secretFile(world), "utf8")).toBe("abandon about");
  expect(world.calls()).toContainEqual(
    expect.stringMatching(/^run --rm .*--network=none .* make-mnemonic .*sample:1.2.3$/),
  );
  world.write("generated", "other words");
  expect((await world.run(["--no-ssl"], { env: generate })).code).toBe(0);
  expect(readFileSync(secretFile(world), "utf8")).toBe("abandon about");
});

test("hands a secret over as a file only", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  world.write("generated", "abandon about");
  await world.run(["--no-ssl"], { env: generate });
  const { id } = world.containers()["unicity-sample"] ?? {};
  expect(world.read(`containers/${id}/environment`)).toContain(
    "SAMPLE_MNEMONIC_FILE=/run/secrets/sample-mnemonic\n",
  );
  expect(world.read(`containers/${id}/arguments`)).toContain(
    `type=bind,source=${secretFile(world)},target=/run/secrets/sample-mnemonic,readonly`,
  );
  expect(world.calls().join("\n")).not.toContain("abandon");
});

test.for<[string, (file: string) => void, string]>([
  ["empty", (file) => writeFileSync(file, ""), "the file is empty"],
  ["a folder", (file) => mkdirSync(file), "not a regular file"],
  ["missing and not to be generated", () => {}, "no such file"],
])("refuses a secret that is %s", async ([, arrange, text]) => {
  await using world = await createWorld();
  const file = join(world.engine, "mnemonic");
  arrange(file);
  const env = { SAMPLE_SECRET: "required", SAMPLE_MNEMONIC_FILE: file };
  const { code, errors } = await world.run(["--no-ssl"], { env });
  expect(errors).toContain(text);
  expect(code).toBe(3);
});

test("leaves no secret file when the image makes none", async () => {
  await using world = await createWorld();
  const { code, errors } = await world.run(["--no-ssl"], { env: generate });
  expect(errors).toContain("SECRET_NOT_GENERATED");
  expect(code).toBe(3);
  expect(() => statSync(secretFile(world))).toThrow();
});

test("finds a sibling by its label and hands over its URL on the network", async () => {
  await using world = await createWorld();
  world.container("unicity-relay", { service: "relay", networks: "unicity" });
  const { json } = await world.run(["--no-ssl", "--relay-near", "--dry-run", "--json"]);
  expect(json().environment).toContain("SAMPLE_RELAY=ws://unicity-relay:8080");
});

test.for<[string, (world: World) => void, string]>([
  [
    "none runs",
    (world) => world.container("unicity-relay", { service: "relay", state: "exited" }),
    "start it first, or add --relay-url URL",
  ],
  [
    "several run",
    (world) => {
      world.container("relay-a", { service: "relay", networks: "unicity" });
      world.container("relay-b", { service: "relay", networks: "unicity" });
    },
    "say which one with --relay-url URL",
  ],
  [
    "it is on another network",
    (world) => world.container("relay-a", { service: "relay", networks: "other" }),
    "docker network connect unicity relay-a, or add --relay-url URL",
  ],
])("refuses when a sibling is needed and %s, with the flag to add", async ([, arrange, text]) => {
  await using world = await createWorld();
  arrange(world);
  const { code, errors } = await world.run(["--no-ssl", "--relay-near"]);
  expect(errors).toContain(text);
  expect(code).toBe(3);
});

test("shows a missing sibling as a failed check with --check", async () => {
  await using world = await createWorld();
  const { code, out } = await world.run(["--check", "--no-ssl", "--relay-near"]);
  expect(out).toContain("✗ No relay runs on this host. Start it first, or add --relay-url URL");
  expect(code).toBe(1);
});

test("names the hook that ends the script", async () => {
  await using world = await createWorld();
  const { code, errors } = await world.run(["--no-ssl", "--greeting", "forbidden"]);
  expect(errors).toContain("app_validate of the service script ended with status 1");
  expect(code).toBe(3);
});

test("makes no container from a hook that ended before it had printed all flags", async () => {
  await using world = await createWorld();
  const { code, errors } = await world.run(["--no-ssl"], { env: { SAMPLE_HOOK_EXITS: "1" } });
  expect(errors).toContain("app_docker_args of the service script ended early");
  expect(code).toBe(3);
  expect(world.containers()).toEqual({});
});

test("counts the lines of the service's own check", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  const lines = "pass:one\nwarn:two\nwithout a prefix";
  const { code, out } = await world.run(["--no-ssl"], { env: { SAMPLE_HEALTH: lines } });
  expect(out).toContain("  ✓ one\n  ⚠ two\n  ✓ without a prefix\n");
  expect(out).toContain("RESULT: All critical checks passed, 1 warning(s)");
  expect(code).toBe(0);
});

test("asks the port of a container that has neither health command nor status", async () => {
  await using world = await createWorld();
  world.next({ port: "closed" });
  const { code } = await world.run(["--no-ssl"], { env: { HEALTH_TIMEOUT: "1" } });
  expect(code).toBe(2);
  expect(world.calls()).toContain("exec unicity-sample nc -z -w 3 localhost 80");
});
