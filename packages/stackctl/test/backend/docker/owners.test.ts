import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { CommandResult } from "rehearsal";
import { expect, test } from "vitest";
import { listContainers } from "../../../src/backend/docker/containers/facts.ts";
import { createEngine } from "../../../src/backend/docker/engine/engine.ts";
import { inspectAll } from "../../../src/backend/docker/engine/inspect-all.ts";
import { asKnown } from "../../../src/backend/docker/observe.ts";
import { readDefinitions } from "../../../src/backend/docker/parts/definitions.ts";
import { OWNER_LABEL } from "../../../src/backend/docker/parts/names.ts";
import { planContainers } from "../../../src/backend/docker/plan.ts";
import { takeDown } from "../../../src/backend/docker/take-down.ts";
import { projectVolumes, removeOwnVolumes } from "../../../src/backend/docker/volumes/list.ts";
import { instancePaths } from "../../../src/instance/folders.ts";
import { INSTANCE_ID, readInstanceId, writeInstanceId } from "../../../src/instance/instance-id.ts";
import { FakeEngine, type Thing } from "../../rehearse/support/fake-engine.ts";
import { fixtureSession, fixtureStack } from "../../support/fixture-stack.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const [OURS, THEIRS] = ["0123456789abcdef", "fedcba9876543210"];
const PROJECT = { "com.docker.compose.project": "unicity-relay" };

const thing = (kind: Thing["kind"], name: string, owner?: string): Thing => ({
  kind,
  name,
  labels: { ...PROJECT, ...(owner && { [OWNER_LABEL]: owner }) },
});

/** A place whose instance has an id. */
function placeOf(owner: string) {
  const session = fixtureSession(fixtureStack());
  const paths = instancePaths(temporaryFolder(), "test");
  mkdirSync(paths.root, { recursive: true });
  writeInstanceId(paths, owner);
  return { ...session, paths };
}

/** An engine that answers every command with this. */
const answers = (result: Partial<CommandResult>) =>
  createEngine(undefined, async () => ({ exitCode: 0, stdout: "", stderr: "", ...result }));

test("volumes of a project are this instance's only with its id", async () => {
  const things = [
    thing("volume", "ours", OURS),
    thing("volume", "theirs", THEIRS),
    thing("volume", "by-hand"),
  ];
  const docker = createEngine(undefined, new FakeEngine(things).run);
  const [stack] = Object.values(readDefinitions().stacks).flat();
  const parts = [{ stack: stack as NonNullable<typeof stack>, project: "unicity-relay", owner: OURS }];
  const { own, foreign } = await projectVolumes(docker, parts);
  expect(own.map(({ name }) => name)).toEqual(["ours"]);
  expect(foreign.map(({ name }) => name)).toEqual(["theirs", "by-hand"]);
  const unknown = await projectVolumes(docker, [{ ...(parts[0] as (typeof parts)[0]), owner: "" }]);
  expect(unknown.own).toEqual([]);
});

test("of volumes that are to be deleted those of somebody else stay, and those that are gone are passed over", async () => {
  const engine = new FakeEngine([
    thing("volume", "ours", OURS),
    thing("volume", "theirs", THEIRS),
    thing("volume", "by-hand"),
  ]);
  const docker = createEngine(undefined, engine.run);
  await removeOwnVolumes(docker, ["ours", "theirs", "by-hand", "gone"], undefined);
  expect(engine.things).toHaveLength(3);
  await removeOwnVolumes(docker, ["ours", "theirs", "by-hand", "gone"], OURS);
  expect(engine.things.map(({ name }) => name)).toEqual(["theirs", "by-hand"]);
});

test("networks go with a start that made no container; those of somebody else in the same project stay", async () => {
  const engine = new FakeEngine([
    thing("network", "chain", OURS),
    thing("network", "database", OURS),
    thing("network", "theirs", THEIRS),
    thing("network", "by-hand"),
  ]);
  await takeDown(placeOf(OURS), createEngine(undefined, engine.run));
  expect(engine.things.map(({ name }) => name)).toEqual(["theirs", "by-hand"]);
});

test.each([
  ["does not end in time", { exitCode: undefined, stderr: "Command timed out after 60000 milliseconds" }],
  ["does not end in time, silently", { exitCode: undefined }],
  ["fails for another reason", { exitCode: 1, stderr: "error during connect: EOF" }],
  ["fails without a word", { exitCode: 1 }],
  ["fails for one, while another is gone", { exitCode: 1, stderr: "no such volume: a\nb: i/o timeout" }],
])("a look that %s is an error, and not an empty answer", async (_, result) => {
  const docker = answers({ ...result, stdout: "[]" });
  await expect(inspectAll(docker, "volume", ["a", "b"])).rejects.toMatchObject({ code: "ENGINE_FAILED" });
  await expect(removeOwnVolumes(docker, ["a"], OURS)).rejects.toMatchObject({ code: "ENGINE_FAILED" });
});

test("containers whose inspection fails are not taken for containers that are not there", async () => {
  const docker = createEngine(undefined, async ([, verb]) => ({
    exitCode: verb === "ps" ? 0 : undefined,
    stdout: verb === "ps" ? "1\n2" : "",
    stderr: "",
  }));
  await expect(listContainers(docker, "/folder")).rejects.toMatchObject({
    code: "ENGINE_FAILED",
    exitCode: 2,
  });
});

test("what was removed since it was listed is left out", async () => {
  const docker = answers({
    exitCode: 1,
    stdout: '[{"Name":"a"}]',
    stderr: "WARNING: a warning\nError response from daemon: get b: no such volume\n",
  });
  expect(await inspectAll(docker, "volume", ["a", "b"])).toEqual([{ Name: "a" }]);
});

test("every volume and network that a file makes has the id of the instance, and nothing external", () => {
  const place = placeOf(OURS);
  const request = { ...asKnown(place), parts: ["relay", "aggregator"] };
  const plan = planContainers(place, readDefinitions(), request, { state: undefined, engine: "26.1" });
  for (const { plan: planned, text } of plan.parts) {
    const made = [
      ...Object.values(planned.compose.volumes ?? {}),
      ...Object.values(planned.compose.networks ?? {}),
    ];
    const owners = made.map((one) => ("labels" in one ? one.labels?.[OWNER_LABEL] : undefined));
    expect(owners).toEqual(made.map(({ external }) => (external ? undefined : OURS)));
    expect(text).toContain(`${OWNER_LABEL}: `);
  }
  expect(plan.parts.flatMap(({ plan }) => Object.keys(plan.compose.networks ?? {}))).toContain("chain");
});

test("an instance keeps its id; without one each plan has a new one, and a damaged one is none", () => {
  const place = placeOf(OURS);
  const file = place.paths.file(INSTANCE_ID);
  const ownerOf = () => {
    const request = { ...asKnown(place), parts: ["relay"] };
    return planContainers(place, readDefinitions(), request, { state: undefined, engine: "26.1" }).owner;
  };
  expect([ownerOf(), readFileSync(file, "utf8")]).toEqual([OURS, `${OURS}\n`]);
  writeFileSync(file, "");
  expect(readInstanceId(place.paths)).toBe(undefined);
  expect(ownerOf()).toMatch(/^[0-9a-f]{16}$/);
  expect(ownerOf()).not.toBe(ownerOf());
});
