import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorld } from "./support/world.ts";

const generate = { SAMPLE_SECRET: "generate" };

test.for([[[]], [["--check"]], [["--dry-run"]]])(
  "refuses a named file that does not exist with %j, and makes none",
  async ([flags]) => {
    await using world = await createWorld();
    world.write("generated", "abandon about");
    const file = join(world.folder, "typo");
    const env = { ...generate, SAMPLE_MNEMONIC_FILE: file };
    const { code, errors } = await world.run(["--no-ssl", ...(flags ?? [])], { env });
    expect(errors).toMatch(/SECRET_UNUSABLE[\s\S]*no such file/);
    expect(code).toBe(3);
    expect(existsSync(file)).toBe(false);
    expect(world.containers()).toEqual({});
  },
);

test("keeps secrets of two projects apart, below XDG_STATE_HOME where it is set", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  world.write("generated", "abandon about");
  const state = join(world.folder, "state");
  for (const PROJECT_NAME of ["one", "two"]) {
    const { code } = await world.run(["--no-ssl"], {
      env: { ...generate, PROJECT_NAME, XDG_STATE_HOME: state, DATA_VOLUME: PROJECT_NAME },
    });
    expect(code).toBe(0);
  }
  expect(readdirSync(join(state, "unicity-host")).sort()).toEqual(["one", "two"]);
  expect(readdirSync(join(state, "unicity-host/two")).sort()).toEqual([
    "locks",
    "operations",
    "secrets",
    "starts",
  ]);
});

test("refuses a project name that would lead out of its folder", async () => {
  await using world = await createWorld();
  const env = { PROJECT_NAME: "../other" };
  const { code } = await world.run(["--no-ssl", "--container-name", "a"], { env });
  expect(code).toBe(3);
});

test("goes on with the secret that the container has, wherever that is", async () => {
  await using world = await createWorld();
  const file = join(world.folder, "elsewhere");
  writeFileSync(file, "abandon about", { mode: 0o600 });
  world.container("unicity-sample", { "key-file": file, health: "healthy" });
  world.next({ health: "healthy" });
  const { json } = await world.run(["--no-ssl", "--dry-run", "--json"], { env: generate });
  expect(json().arguments).toContain(`type=bind,source=${file},target=/run/secrets/sample-mnemonic,readonly`);
});
