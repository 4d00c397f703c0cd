import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { createWorld } from "./support/world.ts";

/** A host whose engine is in a call that does not end. */
async function createBusyWorld() {
  const world = await createWorld();
  onTestFinished(() => world[Symbol.asyncDispose]());
  const turn = openSync(`${world.engine}.turn`, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(turn));
  /** How many turns there are. */
  const take = () => {
    try {
      return readSync(turn, Buffer.alloc(8));
    } catch {
      return 0;
    }
  };
  expect(take()).toBe(1);
  return { ...world, take, giveBack: () => writeSync(turn, ".") };
}

test("a call that has waited too long for its turn goes on, and hands on none", async () => {
  const world = await createBusyWorld();
  const script = `${world.folder}/bin/docker`;
  const { code, out } = await world.run(["version"], { script, env: { TURN_LIMIT: "1" } });
  expect({ code, out }).toEqual({ code: 0, out: "26.1.5" });
  expect(world.take()).toBe(0);
});

test("a turn that never comes is told, and one that comes is waited for and handed on", async () => {
  const world = await createBusyWorld();
  await expect(world.settled(50)).rejects.toThrow("a call of the engine is still under way");
  const settled = world.settled();
  world.giveBack();
  await settled;
  expect(world.take()).toBe(1);
});
