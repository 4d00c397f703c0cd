import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createServingWorld, killAt, markers, passed, stateOf } from "./support/day-two.ts";
import { createWorld } from "./support/world.ts";

const uninstall = ["uninstall", "--yes"];

test("removes the containers and the network, keeps volumes, secrets and settings, and says how to delete those", async () => {
  await using world = await createServingWorld();
  const out = passed(await world.run(uninstall));
  expect(world.containers()).toEqual({});
  expect(readdirSync(`${world.engine}/networks`)).toEqual([]);
  expect(readdirSync(`${world.engine}/volumes`).sort()).toEqual([
    "unicity-sample-data",
    "unicity-sample-letsencrypt",
  ]);
  expect(out).toMatch(/^ {2}deleted +kept +outside$/m);
  expect(out).toMatch(
    /^ {2}container unicity-sample +volume unicity-sample-data +image registry.example\/sample:1.2.3$/m,
  );
  expect(out).toMatch(/^ {2}network unicity +volume unicity-sample-letsencrypt *$/m);
  expect(out).toContain("docker volume rm unicity-sample-data unicity-sample-letsencrypt");
  expect(out).toContain(`rm -- ${stateOf(world)}/starts/unicity-sample`);
  expect(existsSync(`${stateOf(world)}/starts/unicity-sample`)).toBe(true);
  expect(await world.run(uninstall)).toMatchObject({
    code: 0,
    out: expect.stringContaining("Nothing to uninstall"),
  });
});

test("names the secrets that stay, and never deletes them", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  world.write("generated", "abandon about");
  const env = { SAMPLE_SECRET: "generate" };
  expect(await world.run(["--no-ssl"], { env })).toMatchObject({ code: 0 });
  const file = `${stateOf(world)}/secrets/sample-mnemonic`;
  const key = `${stateOf(world)}/secrets/backup-key`;
  writeFileSync(key, "of all services");
  const { out } = await world.run(uninstall, { env });
  expect(out).toContain(`file ${file}`);
  expect(out).toContain(`file ${key}, which opens backups`);
  expect(out).not.toMatch(/rm --.*backup-key/);
  expect([file, key].every(existsSync)).toBe(true);
});

test("changes nothing without --yes where nobody can be asked", async () => {
  await using world = await createServingWorld();
  const { code, out, errors } = await world.run(["uninstall"]);
  expect({ code, errors }).toMatchObject({ code: 3, errors: expect.stringContaining("add --yes") });
  expect(out).toContain("container unicity-sample");
  expect(world.containers()["unicity-sample"]?.state).toBe("running");
});

test("leaves a network that others use", async () => {
  await using world = await createServingWorld();
  world.container("other", { networks: "unicity", service: "other" });
  const { out } = await world.run(uninstall);
  expect(out).toContain("network unicity");
  expect(Object.keys(world.containers())).toEqual(["other"]);
  expect(readdirSync(`${world.engine}/networks`)).toEqual(["unicity"]);
});

test("removes what interrupted commands have left too", async () => {
  await using world = await createServingWorld();
  world.container("unicity-sample-previous", { state: "exited" });
  world.container("unicity-sample-next-99999999", { state: "created" });
  passed(await world.run(uninstall));
  expect(world.containers()).toEqual({});
});

test("says what is done and what is left when the engine refuses midway", async () => {
  await using world = await createServingWorld();
  world.container("unicity-sample-previous", { state: "exited" });
  world.fail("rm unicity-sample-previous", "device or resource busy");
  const { code, errors } = await world.run(uninstall);
  expect({ code, left: Object.keys(world.containers()) }).toEqual({
    code: 1,
    left: ["unicity-sample-previous"],
  });
  expect(errors).toMatch(/^unicity-sample-previous cannot be removed\. \[ENGINE_REFUSED\]$/m);
  expect(errors).toContain("device or resource busy");
  expect(errors).toMatch(/^ +removed: container unicity-sample$/m);
  expect(errors).toMatch(/^ +left: container unicity-sample-previous, network unicity$/m);
  expect(errors).toMatch(/^ +next: .* uninstall$/m);
});

test("is finished by the same command when it was killed", async () => {
  await using world = await createServingWorld();
  world.container("unicity-sample-previous", { state: "exited" });
  const calls = world.calls().length;
  await using calm = await createServingWorld();
  calm.container("unicity-sample-previous", { state: "exited" });
  passed(await calm.run(uninstall));
  killAt(
    world,
    calm
      .calls()
      .slice(calls)
      .findIndex((call) => call.startsWith("rm ")) + 1,
    "after",
  );
  await world.run(uninstall);
  expect(Object.keys(world.containers())).toEqual(["unicity-sample-previous"]);
  expect(await world.run(uninstall)).toMatchObject({ code: 0 });
  expect(world.containers()).toEqual({});
  expect(markers(world)).toEqual([]);
});
