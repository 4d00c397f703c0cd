import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { dockerClient } from "rehearsal";
import { expect, test } from "vitest";
import { cleanRehearsals, planClean } from "../../src/rehearse/clean.ts";
import { findRehearsals } from "../../src/rehearse/leftovers.ts";
import { projectOf } from "../../src/rehearse/names.ts";
import { ownerLives, ownerOf, thisOwner } from "../../src/rehearse/owner.ts";
import { removeRehearsal } from "../../src/rehearse/remove.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { FakeEngine } from "./support/fake-engine.ts";
import { FOREIGN, thingsOf } from "./support/things.ts";

const ENDED = "0a0b0c0d";
const ALIVE = "11223344";
const dead = ownerOf({ pid: 1, started: "long ago" });

test("removes what nobody runs any more, with its folder, and nothing of others", async () => {
  const folder = join(temporaryFolder(), projectOf(ENDED));
  mkdirSync(folder);
  const alive = thingsOf(ALIVE, thisOwner());
  const engine = new FakeEngine([...thingsOf(ENDED, dead, folder), ...FOREIGN, ...alive]);
  const cleaned = await cleanRehearsals(dockerClient(engine.run), []);
  expect(cleaned).toEqual({ removed: [{ id: ENDED, items: 7 }], inUse: [ALIVE] });
  expect(engine.things).toEqual([...FOREIGN, ...alive]);
  expect(existsSync(folder)).toBe(false);
});

test.each([
  [[], ENDED, [ALIVE]],
  [[ALIVE], ALIVE, []],
])("what cleaning of %j would remove is listed, and nothing is changed", async (ids, id, inUse) => {
  const things = [...thingsOf(ENDED, dead), ...FOREIGN, ...thingsOf(ALIVE, thisOwner())];
  const engine = new FakeEngine(things);
  const project = projectOf(id);
  expect(await planClean(dockerClient(engine.run), ids)).toEqual({
    remove: [
      {
        id,
        containers: [`${project}-haproxy`, `${project}-relay`],
        networks: ["edge", "stack", "aggregator_backend"].map((name) => `${project}-${name}`),
        volumes: [`${project}-relay-data`, `${project}-public`],
      },
    ],
    inUse,
  });
  expect(engine.things).toEqual(things);
  expect(engine.commands.filter((command) => /(^| )(rm|create|stop) /.test(command))).toEqual([]);
});

test("one that is at work goes only when it is named", async () => {
  const engine = new FakeEngine([...thingsOf(ALIVE, thisOwner()), ...FOREIGN]);
  const cleaned = await cleanRehearsals(dockerClient(engine.run), [ALIVE]);
  expect(cleaned).toEqual({ removed: [{ id: ALIVE, items: 7 }], inUse: [] });
  expect(engine.things).toEqual(FOREIGN);
});

test("whatever is left of one, it is found and removed", async () => {
  for (const thing of thingsOf(ENDED, dead).filter(({ labels }) => labels)) {
    const engine = new FakeEngine([thing]);
    expect(await findRehearsals(dockerClient(engine.run))).toEqual([{ id: ENDED, alive: false }]);
    await cleanRehearsals(dockerClient(engine.run), []);
    expect(engine.things).toEqual([]);
  }
});

test("its first network, which names it, goes last; what the engine keeps is said", async () => {
  const engine = new FakeEngine(thingsOf(ENDED, dead));
  const stuck = `${projectOf(ENDED)}-relay-data`;
  engine.stuck.push(stuck);
  await expect(removeRehearsal(dockerClient(engine.run), ENDED)).rejects.toMatchObject({
    code: "NOT_REMOVED",
    parts: { evidence: stuck, next: expect.stringContaining(`rehearse --clean ${ENDED}`) },
  });
  const removals = engine.commands.filter((command) => /(^| )rm /.test(command));
  expect(removals.at(-1)).toBe(`network rm ${projectOf(ENDED)}-edge`);
  engine.stuck.length = 0;
  expect(await removeRehearsal(dockerClient(engine.run), ENDED)).toBe(1);
});

test("a folder that is not the rehearsal's own is kept", async () => {
  const folder = temporaryFolder();
  const engine = new FakeEngine(thingsOf(ENDED, dead, folder));
  await removeRehearsal(dockerClient(engine.run), ENDED);
  expect(existsSync(folder)).toBe(true);
});

test("a name that is no id is refused before anything is looked at", async () => {
  const engine = new FakeEngine([]);
  await expect(cleanRehearsals(dockerClient(engine.run), ["default"])).rejects.toThrow(/no id/);
  expect(engine.commands).toEqual([]);
});

test("an owner lives as long as its very process, and on another host for all that is known here", () => {
  expect(ownerLives(thisOwner())).toBe(true);
  expect(ownerLives(ownerOf({ pid: process.pid, started: "another start" }))).toBe(false);
  expect(ownerLives(ownerOf({ pid: 1, started: "x" }, "elsewhere"))).toBe(true);
  expect(ownerLives("")).toBe(false);
});
