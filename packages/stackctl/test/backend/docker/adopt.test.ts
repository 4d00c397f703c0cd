import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { readDockerState } from "../../../src/backend/docker/prepare.ts";
import { containerSnapshots } from "../../../src/backend/docker/snapshots/index.ts";
import { instancePaths } from "../../../src/instance/folders.ts";
import { newDockerState, writeInstanceState } from "../../../src/instance/state.ts";
import type { Manifest } from "../../../src/snapshot/manifest.ts";
import { fixtureSession, fixtureStack } from "../../support/fixture-stack.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A place without a state. */
function emptyPlace() {
  const session = fixtureSession(fixtureStack());
  const home = temporaryFolder();
  const paths = instancePaths(home, "test");
  mkdirSync(paths.root, { recursive: true });
  return { ...session, home, paths };
}

const before = { "relay/data": "p_data" };
const after = { "relay/data": "p_data-1" };

test("names and what is to be deleted change in one step, and go back in one", () => {
  const place = emptyPlace();
  const { paths } = place;
  const state = newDockerState({
    ...{ instance: "test", stack: "fixture", portBase: 0, generation: "v1", now: new Date(0) },
  });
  writeInstanceState(paths, { ...state, applied: "0".repeat(64) });
  containerSnapshots.adopt(place, undefined, after, ["p_data"]);
  const adopted = { volumes: after, wiping: ["p_data"], applied: null };
  expect(readDockerState(paths)).toMatchObject(adopted);
  containerSnapshots.adopt(place, undefined, after, ["p_data"]);
  expect(readDockerState(paths)).toMatchObject(adopted);
  containerSnapshots.adopt(place, undefined, before, []);
  expect(readDockerState(paths)).toMatchObject({ volumes: before, wiping: [] });
});

test("what an older command left to be deleted stays to be deleted, also when the restore is undone", () => {
  const place = emptyPlace();
  const { paths } = place;
  const state = newDockerState({
    ...{ instance: "test", stack: "fixture", portBase: 0, generation: "v1", now: new Date(0) },
  });
  writeInstanceState(paths, { ...state, wiping: ["p_old"] });
  containerSnapshots.adopt(place, undefined, after, ["p_data"]);
  expect(readDockerState(paths)).toMatchObject({ wiping: ["p_old", "p_data"] });
  containerSnapshots.adopt(place, undefined, before, []);
  expect(readDockerState(paths)).toMatchObject({ volumes: before, wiping: ["p_old"] });
});

test("an instance that was wiped gets what was chosen for it from the snapshot", () => {
  const place = emptyPlace();
  const settings = { portBase: 0, images: { relay: "mine:dev" }, variables: { RELAY_LOG: "debug" } };
  const manifest = { generation: "v1", parts: ["relay"], settings } as unknown as Manifest;
  containerSnapshots.adopt(place, manifest, after, []);
  expect(readDockerState(place.paths)).toMatchObject({
    ...{ generation: "v1", parts: ["relay"], volumes: after, portBase: 0 },
    ...{ images: settings.images, variables: settings.variables },
  });
});

test("without a state and a snapshot nothing is written", () => {
  const place = emptyPlace();
  containerSnapshots.adopt(place, undefined, before, []);
  expect(readDockerState(place.paths)).toBe(undefined);
});
