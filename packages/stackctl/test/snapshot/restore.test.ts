import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Backend, Operation } from "../../src/backend/backend.ts";
import { embeddedBackend } from "../../src/backend/embedded/index.ts";
import { instancePaths } from "../../src/instance/folders.ts";
import { newInstanceState, writeInstanceState } from "../../src/instance/state.ts";
import { planRestore } from "../../src/snapshot/plan-restore.ts";
import { restoreSnapshot, undoRestore } from "../../src/snapshot/restore.ts";
import { manifestOf, requireSnapshot } from "../../src/snapshot/store.ts";
import { takeSnapshot } from "../../src/snapshot/take.ts";
import { refuseUnfinished } from "../../src/snapshot/unfinished.ts";
import { fixtureStack } from "../support/fixture-stack.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const lock = { recovered: false, release() {} };

/** An instance of files in which nothing runs: `chain` with a key, and `record` unless it is new. */
function operationIn(home: string): Operation {
  const entry = (path: string) => ({ path, what: path, class: "environment" as const });
  const stack = { ...fixtureStack(), stateEntries: [entry("chain"), entry("record"), entry("later")] };
  const signal = new AbortController().signal;
  const paths = instancePaths(home, "test");
  const reporter = { step() {}, waiting() {}, check() {}, end() {} };
  const interrupts = { signal, force: signal, dispose() {} };
  return { home, instance: "test", paths, stack, env: {}, interrupts, reporter };
}

const content = ({ paths }: Operation) =>
  ["chain/keys.json", "record", "later"].map((name) =>
    existsSync(paths.file(name)) ? readFileSync(paths.file(name), "utf8") : null,
  );

const OLD = ["old keys", null, "later"];
const SAVED = ["keys", "record", null];

/** An instance with the state `OLD` and the snapshot `saved` of the state `SAVED`. */
async function instanceWithSnapshot(): Promise<Operation> {
  const operation = operationIn(temporaryFolder());
  const { paths } = operation;
  mkdirSync(paths.file("chain"), { recursive: true });
  writeInstanceState(
    paths,
    newInstanceState({ instance: "test", stack: "fixture", portBase: 0, now: new Date(0) }),
  );
  writeFileSync(paths.file("chain/keys.json"), "keys", { mode: 0o600 });
  writeFileSync(paths.file("record"), "record");
  await takeSnapshot(embeddedBackend, operation, "saved", lock);
  writeFileSync(paths.file("chain/keys.json"), "old keys");
  rmSync(paths.file("record"));
  writeFileSync(paths.file("later"), "later");
  expect(content(operation)).toEqual(OLD);
  return operation;
}

async function restore(backend: Backend, operation: Operation) {
  const snapshot = requireSnapshot(operation.paths, "test", "saved");
  const plan = await planRestore(backend, operation, snapshot, manifestOf(snapshot));
  return restoreSnapshot(backend, operation, plan, lock);
}

/** The folder of an instance as a kill at each call of the backend would leave it. */
async function killedAt(operation: Operation) {
  const killed = new Map<string, Operation>();
  const hook = (name: string) => {
    const home = temporaryFolder();
    cpSync(operation.paths.root, join(home, "test"), { recursive: true });
    killed.set(name, operationIn(home));
  };
  const backend: Backend = {
    ...embeddedBackend,
    snapshots: {
      ...embeddedBackend.snapshots,
      fill: async () => hook("fill"),
      adopt: () => hook("adopt"),
      discard: async () => hook("discard"),
    },
  };
  await restore(backend, operation);
  return killed;
}

test("a restore brings back exactly what was saved and leaves nothing behind", async () => {
  const operation = await instanceWithSnapshot();
  await restore(embeddedBackend, operation);
  expect(content(operation)).toEqual(SAVED);
  expect(readdirSync(operation.paths.root).sort()).toEqual(["chain", "instance.json", "record", "snapshots"]);
});

test.each(["fill", "adopt"])(
  "killed at %s nothing starts; it can be undone, or finished by the same command",
  async (moment) => {
    const find = async () => {
      const found = (await killedAt(await instanceWithSnapshot())).get(moment);
      if (!found) throw new Error(`no ${moment}`);
      return found;
    };
    const one = await find();
    expect(() => refuseUnfinished(one.paths, "test")).toThrowError(
      expect.objectContaining({
        parts: expect.objectContaining({
          code: "RESTORE_INCOMPLETE",
          next: expect.stringMatching(/snapshot restore saved --yes[\s\S]*--undo/),
        }),
      }),
    );
    await expect(takeSnapshot(embeddedBackend, one, "other", lock)).rejects.toThrow("interrupted");
    await undoRestore(embeddedBackend, one, lock);
    expect(content(one)).toEqual(OLD);
    refuseUnfinished(one.paths, "test");

    const two = await find();
    await restore(embeddedBackend, two);
    expect(content(two)).toEqual(SAVED);
    refuseUnfinished(two.paths, "test");
  },
);

test("killed while the old state is deleted the restore is done", async () => {
  const killed = (await killedAt(await instanceWithSnapshot())).get("discard");
  if (!killed) throw new Error("no discard");
  refuseUnfinished(killed.paths, "test");
  expect(content(killed)).toEqual(SAVED);
});

test("undone on an instance that was wiped it leaves no state that says what runs", async () => {
  const operation = await instanceWithSnapshot();
  for (const name of ["instance.json", "chain", "later"])
    rmSync(operation.paths.file(name), { recursive: true });
  const home = temporaryFolder();
  const backend: Backend = {
    ...embeddedBackend,
    snapshots: {
      ...embeddedBackend.snapshots,
      adopt: (...given) => {
        embeddedBackend.snapshots.adopt(...given);
        cpSync(operation.paths.root, join(home, "test"), { recursive: true });
      },
    },
  };
  await restore(backend, operation);
  const killed = operationIn(home);
  expect(readdirSync(killed.paths.root)).toContain("instance.json");
  await undoRestore(embeddedBackend, killed, lock);
  expect(readdirSync(killed.paths.root)).toEqual(["snapshots"]);
});

test("nothing is taken from, or restored over, a state that a wipe has left half", async () => {
  const operation = await instanceWithSnapshot();
  writeFileSync(operation.paths.wipeMarker, "later\n");
  const refused = {
    parts: { code: "WIPE_INCOMPLETE", next: expect.stringContaining("wipe --instance test") },
  };
  await expect(takeSnapshot(embeddedBackend, operation, "other", lock)).rejects.toMatchObject(refused);
  await expect(restore(embeddedBackend, operation)).rejects.toMatchObject(refused);
  expect(content(operation)).toEqual(OLD);
  expect(readdirSync(operation.paths.snapshots)).toEqual(["saved"]);
});

test("the plan names what goes and is not in the snapshot", async () => {
  const operation = await instanceWithSnapshot();
  const snapshot = requireSnapshot(operation.paths, "test", "saved");
  const plan = await planRestore(embeddedBackend, operation, snapshot, manifestOf(snapshot));
  expect(plan.deleted).toEqual([{ name: "later", what: "later" }]);
});

test("one that fails while it copies is undone at once", async () => {
  const operation = await instanceWithSnapshot();
  const fill = async () => Promise.reject(new Error("no room"));
  const backend = { ...embeddedBackend, snapshots: { ...embeddedBackend.snapshots, fill } };
  await expect(restore(backend, operation)).rejects.toThrow("no room");
  expect(content(operation)).toEqual(OLD);
  expect(existsSync(operation.paths.restore)).toBe(false);
});

test("a file that is not what was written is found before anything is touched", async () => {
  const operation = await instanceWithSnapshot();
  writeFileSync(join(operation.paths.snapshots, "saved/files/record"), "Record");
  await expect(restore(embeddedBackend, operation)).rejects.toMatchObject({
    parts: { code: "SNAPSHOT_DAMAGED", where: expect.stringContaining("record") },
  });
  expect(content(operation)).toEqual(OLD);
  expect(existsSync(operation.paths.restore)).toBe(false);
});

test.each<[string, object, string]>([
  ["another stack", { stack: "other" }, "SNAPSHOT_OF_ANOTHER_STACK"],
  ["another backend", { backend: "docker" }, "SNAPSHOT_OF_ANOTHER_BACKEND"],
  ["another generation", { generation: "v9" }, "SNAPSHOT_OF_ANOTHER_GENERATION"],
  ["other parts", { parts: ["first"] }, "SNAPSHOT_OF_ANOTHER_PARTS"],
  ["another secret", { secrets: { mnemonic: "0".repeat(64) } }, "SNAPSHOT_OF_ANOTHER_SECRET"],
])("a snapshot of %s is refused", async (_, change, code) => {
  const operation = await instanceWithSnapshot();
  const snapshot = requireSnapshot(operation.paths, "test", "saved");
  const manifest = { ...manifestOf(snapshot), ...change };
  await expect(planRestore(embeddedBackend, operation, snapshot, manifest)).rejects.toMatchObject({
    parts: { code, what: expect.stringContaining("nothing was changed") },
  });
});
