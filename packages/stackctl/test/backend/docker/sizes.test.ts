import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Engine } from "../../../src/backend/docker/engine/engine.ts";
import { measureVolumes } from "../../../src/backend/docker/volumes/measure.ts";
import { instancePaths } from "../../../src/instance/folders.ts";
import { newDockerState, writeInstanceState } from "../../../src/instance/state.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const engine: Engine = {
  result: () => Promise.reject(new Error("not asked")),
  text: () => Promise.reject(new Error("not asked")),
};

/** An instance with one volume, whose files are in a folder. */
function instance() {
  const mountpoint = temporaryFolder();
  const paths = instancePaths(temporaryFolder(), "test");
  mkdirSync(paths.root);
  const chosen = { instance: "test", stack: "fixture", portBase: 0, generation: "v1", now: new Date(0) };
  writeInstanceState(paths, newDockerState(chosen));
  const volume = { name: "p_data", stack: "relay", volume: "data", class: "state", what: "", mountpoint };
  const measure = () => measureVolumes(engine, paths, [volume]);
  return { paths, measure, add: () => writeFileSync(join(mountpoint, "more"), "x".repeat(50_000)) };
}

test("a look at the sizes knows what has been added, and does not touch the state of the instance", async () => {
  const { paths, measure, add } = instance();
  const before = { text: readFileSync(paths.stateFile, "utf8"), inode: statSync(paths.stateFile).ino };
  const [first] = await measure();
  expect(first?.growth).toBe(undefined);
  add();
  const [second] = await measure();
  expect(second?.growth?.bytes).toBeGreaterThanOrEqual(50_000);
  expect({ text: readFileSync(paths.stateFile, "utf8"), inode: statSync(paths.stateFile).ino }).toEqual(
    before,
  );
});

test("an instance that was wiped meanwhile is not brought back, and damaged sizes are none", async () => {
  const { paths, measure } = instance();
  writeFileSync(paths.file("sizes.json"), "{");
  expect((await measure())[0]?.growth).toBe(undefined);
  rmSync(paths.root, { recursive: true });
  await measure();
  expect(existsSync(paths.root)).toBe(false);
});
