import { existsSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import {
  copiesOf,
  copyWorld,
  createServingWorld,
  kept,
  killAt,
  markers,
  sample,
  serving,
  stateOf,
} from "./support/day-two.ts";
import type { World } from "./support/world.ts";

const upgrade = ["upgrade", "--to", "1.2.4", "--no-backup"];

/** Hosts that are copied for each test: one that serves, and the same after an upgrade. */
const served = await createServingWorld();
const upgraded = await copyWorld(served);
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await upgraded[Symbol.asyncDispose]();
});
const before = served.calls().length;
expect(await upgraded.run(upgrade)).toMatchObject({ code: 0 });

/** The moments around the calls of the upgrade that change something: before each, and after the last. */
const changes = upgraded
  .calls()
  .slice(before)
  .map((call, index) => ({ call, number: index + 1, when: "before" as "before" | "after" }))
  .filter(({ call }) => /^(create|start|stop|rm|rename) /.test(call))
  .map(({ call, ...rest }) => ({ ...rest, change: call.split(" ")[0] }));
const moments = [...changes, ...changes.slice(-1).map((change) => ({ ...change, when: "after" as const }))];
/** Patience for a machine that does much else. */
const timeout = 120_000;

/** What a command may end with, and nothing else: one container that runs, and settings that are its own. */
function expectWhole(world: World, tags: readonly string[]) {
  const { tag } = serving(world);
  expect(tags).toContain(tag);
  expect(serving(world)).toEqual(sample(tag));
  expect(kept(world, "starts/unicity-sample")).toContain(`image registry.example/sample:${tag}\n`);
  expect(kept(world, "starts/unicity-sample.next")).toBeUndefined();
  expect(markers(world)).toEqual([]);
  expect(existsSync(`${world.engine}/shared-volume`)).toBe(false);
}

test("an upgrade has the changes at which it is killed here", () => {
  expect(new Set(changes.map(({ change }) => change))).toEqual(
    new Set(["create", "stop", "rename", "start", "rm"]),
  );
});

/** Each moment with hosts on which an upgrade was killed at it. */
const kills = moments.map((moment) => ({
  ...moment,
  killedWorld: copiesOf(async () => {
    const world = await copyWorld(served);
    killAt(world, moment.number, moment.when);
    await world.run(upgrade);
    return world;
  }),
}));

test.for(kills)(
  "an upgrade killed $when call $number ($change) is finished by the same command",
  { timeout },
  async ({ killedWorld }) => {
    await using world = await killedWorld();
    expect(await world.run(upgrade)).toMatchObject({ code: 0 });
    expectWhole(world, ["1.2.4"]);
  },
);

test.for(kills)(
  "an upgrade killed $when call $number ($change) is undone by a rollback",
  { timeout },
  async ({ killedWorld }) => {
    await using world = await killedWorld();
    expect(await world.run(["rollback"])).toMatchObject({ code: 0 });
    expectWhole(world, ["1.2.3"]);
  },
);

test.for([/^stop /, /-retired$/, /^rm /])(
  "a rollback killed at %s is finished by the same command",
  { timeout },
  async (pattern) => {
    await using world = await copyWorld(upgraded);
    const docker = `${import.meta.dirname}/fixtures/docker`;
    const killed = `${world.engine}/killed`;
    world.program(
      "docker",
      `[[ ! "$*" =~ ${pattern.source.replaceAll(" ", "\\ ")} || -e ${killed} ]] ||
        { : >${killed}; kill -KILL "$(<"$FAKE_ENGINE/script")"; }
      exec ${docker} "$@"`,
    );
    await world.run(["rollback"]);
    expect(existsSync(killed)).toBe(true);
    expect(await world.run(["rollback"])).toMatchObject({ code: 0 });
    expectWhole(world, ["1.2.3"]);
  },
);

/** The moves by which the settings of the new container become those that count. */
const moves = [
  [".next.new", ".next"],
  ["", ".previous"],
  [".next", ""],
] as const;

test.for(moves)(
  "an upgrade killed before its settings move from '%s' to '%s' is finished",
  { timeout },
  async ([from, to]) => {
    await using world = await copyWorld(served);
    const file = `${stateOf(world)}/starts/unicity-sample`;
    const killed = `${world.engine}/killed`;
    world.program(
      "mv",
      `[[ "$*" != "-f -- ${file}${from} ${file}${to}" || -e ${killed} ]] ||
      { : >${killed}; kill -KILL "$(<"$FAKE_ENGINE/script")"; exit; }
    exec /bin/mv "$@"`,
    );
    await world.run(upgrade);
    expect(existsSync(killed)).toBe(true);
    expect(await world.run(upgrade)).toMatchObject({ code: 0 });
    expectWhole(world, ["1.2.4"]);
  },
);

test("an upgrade killed while it fetches the image has touched nothing", { timeout }, async () => {
  await using world = await copyWorld(served);
  world.write("registry/registry.example_sample:1.3.0", "id sha256:new\n");
  const docker = `${import.meta.dirname}/fixtures/docker`;
  world.program(
    "docker",
    `[[ $1 != pull || -e $FAKE_ENGINE/killed ]] || { : >"$FAKE_ENGINE/killed"; kill -KILL "$(<"$FAKE_ENGINE/script")"; }\nexec ${docker} "$@"`,
  );
  await world.run(["upgrade", "--to", "1.3.0", "--no-backup"]);
  expect(serving(world)).toEqual(sample("1.2.3"));
  expect(await world.run(["upgrade", "--to", "1.3.0", "--no-backup"])).toMatchObject({ code: 0 });
  expectWhole(world, ["1.3.0"]);
});
