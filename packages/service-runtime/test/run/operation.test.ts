import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  copiesOf,
  createServingWorld,
  killAt,
  markers,
  sample,
  serving,
  stateOf,
} from "./support/day-two.ts";
import { sampleScript } from "./support/world.ts";

/** A host on which an upgrade was killed right after it had stopped the old container. */
const createInterruptedWorld = copiesOf(async () => {
  const calm = await createServingWorld();
  await using _ = calm;
  const before = calm.calls().length;
  expect(await calm.run(["upgrade", "--to", "1.2.4", "--no-backup"])).toMatchObject({ code: 0 });
  const stop =
    calm
      .calls()
      .slice(before)
      .findIndex((call) => call.startsWith("stop ")) + 1;
  const world = await createServingWorld();
  killAt(world, stop, "after");
  await world.run(["upgrade", "--to", "1.2.4", "--no-backup"]);
  return world;
});

test("a command that ended leaves no marker, and neither does one that was refused or taken back", async () => {
  await using world = await createServingWorld();
  expect(markers(world)).toEqual([]);
  world.fail("create", "no space left on device");
  expect(await world.run(["upgrade", "--to", "1.2.4", "--no-backup"])).toMatchObject({ code: 1 });
  expect(await world.run(["upgrade", "--to", "9.9.9", "--no-backup"])).toMatchObject({ code: 1 });
  expect(markers(world)).toEqual([]);
});

test("says what was interrupted, when, at which step and what helps; the same command finishes it", async () => {
  await using world = await createInterruptedWorld();
  expect(markers(world)).toEqual(["unicity-sample"]);
  const step = "puts the new container in the place of the old one";
  const { out } = await world.run(["--check", "--no-ssl"]);
  expect(out).toMatch(
    new RegExp(`⚠ an earlier upgrade, begun 20\\S+Z, did not come to its end \\(at: ${step}\\)`),
  );
  const { code, errors } = await world.run(["upgrade", "--to", "1.2.4", "--no-backup"]);
  expect(errors).toMatch(
    new RegExp(
      `OPERATION_INTERRUPTED[^]*begun 20\\S+Z on ${hostname()}/\\S*: ${sampleScript} upgrade --to 1\\.2\\.4 --no-backup`,
    ),
  );
  expect(errors).toContain(`its last step: ${step}`);
  expect(errors).toContain("rollback undoes it");
  expect(code).toBe(0);
  expect(serving(world)).toEqual(sample("1.2.4"));
  expect(markers(world)).toEqual([]);
});

test("rollback undoes an upgrade that was interrupted", async () => {
  await using world = await createInterruptedWorld();
  expect(await world.run(["rollback"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("The interrupted upgrade is undone"),
  });
  expect(serving(world)).toEqual(sample("1.2.3"));
  expect(markers(world)).toEqual([]);
});

test("a command that neither finishes nor undoes it leaves the marker for the next one", async () => {
  await using world = await createInterruptedWorld();
  expect(await world.run(["--stop"])).toMatchObject({ code: 0 });
  expect(markers(world)).toEqual(["unicity-sample"]);
  const { errors } = await world.run(["--no-ssl", "--greeting", "hello"]);
  expect(errors).toContain("An earlier upgrade of unicity-sample did not come to its end");
  expect(serving(world)).toEqual(sample("1.2.3"));
  expect(markers(world)).toEqual([]);
});

test("a marker that a power cut left empty stands in nobody's way", async () => {
  await using world = await createServingWorld();
  mkdirSync(join(stateOf(world), "operations"), { recursive: true });
  writeFileSync(join(stateOf(world), "operations/unicity-sample"), "");
  expect(await world.run(["upgrade", "--to", "1.2.4", "--no-backup"])).toMatchObject({ code: 0 });
  expect(markers(world)).toEqual([]);
});

test("a marker of a place that cannot be seen from here is respected, with the way out", async () => {
  await using world = await createServingWorld();
  const marker = join(stateOf(world), "operations/unicity-sample");
  const lines = [
    "operation upgrade",
    "process 7",
    "identity elsewhere/12345678 boot 1 1",
    "began 2026-01-01T00:00:00Z",
  ];
  writeFileSync(marker, `${lines.join("\n")}\n`);
  const refused = await world.run(["uninstall", "--yes"]);
  expect(refused).toMatchObject({ code: 3, errors: expect.stringContaining("START_IN_PROGRESS") });
  expect(refused.errors).toContain(`if it is known to be gone for good: rm -- ${marker}`);
  rmSync(marker);
  expect(await world.run(["uninstall", "--yes"])).toMatchObject({ code: 0 });
});

test("a second operator is told who is at work, where, since when and with which command", async () => {
  await using world = await createServingWorld();
  world.next({ health: "starting" });
  const first = world.run(["upgrade", "--to", "1.2.4", "--no-backup"], { env: { HEALTH_TIMEOUT: "30" } });
  const state = () => serving(world).tag;
  await expect.poll(state).toBe("1.2.4");
  const process = world.read("script");
  const second = await world.run(["uninstall", "--yes"]);
  expect(second.code).toBe(3);
  expect(second.errors).toMatch(
    new RegExp(
      `START_IN_PROGRESS[\\s\\S]*process ${process} of \\S+ on ${hostname()}\\n\\s+since 20\\S+Z\\n\\s+command: \\S+run-sample.sh upgrade --to 1.2.4 --no-backup`,
    ),
  );
  world.write(`containers/${world.containers()["unicity-sample"]?.id}/health`, "healthy");
  expect(await first).toMatchObject({ code: 0 });
});
