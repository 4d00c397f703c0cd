import { cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Operation } from "../../src/backend/backend.ts";
import { embeddedBackend } from "../../src/backend/embedded/index.ts";
import { hostKey } from "../../src/backup/key.ts";
import { makeBackup } from "../../src/backup/make.ts";
import { undoRestore } from "../../src/snapshot/restore.ts";
import { backedUp, restore } from "../support/backups.ts";
import { contentOf, fileInstance, fileOperation, lock } from "../support/file-instance.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a backup that is interrupted leaves no file and no snapshot", async () => {
  const { home, paths } = fileInstance(temporaryFolder());
  const { recipient } = await hostKey(home);
  const interrupt = new AbortController();
  const operation = fileOperation(home, interrupt.signal);
  operation.reporter.waiting = (subject) => void (subject === "backup" && interrupt.abort("SIGINT"));
  const file = join(home, "saved.age");
  await expect(makeBackup(embeddedBackend, operation, lock, { file, recipient })).rejects.toBeDefined();
  expect(readdirSync(home).sort()).toEqual(["backup-key", "test"]);
  expect(existsSync(paths.snapshots)).toBe(false);
});

/** The folder of an instance as a kill at each step of a restore would leave it. */
async function killedAt(operation: Operation, source: { file: string; identities: string[] }) {
  const killed = new Map<string, string>();
  const hook = (name: string) => {
    const home = temporaryFolder();
    cpSync(operation.paths.root, join(home, "test"), { recursive: true });
    killed.set(name, home);
  };
  const { snapshots } = embeddedBackend;
  await restore(operation, source, {
    ...embeddedBackend,
    snapshots: {
      ...snapshots,
      nameVolumes: async (...given) => {
        hook("unpacked");
        return snapshots.nameVolumes(...given);
      },
      fill: async () => hook("copying"),
      adopt: () => hook("switching"),
      discard: async () => hook("deleting"),
    },
  });
  return killed;
}

test.each(["unpacked", "copying", "switching", "deleting"])(
  "killed while %s the same command finishes the restore, and leaves nothing behind",
  async (moment) => {
    const { operation, source } = await backedUp();
    const saved = contentOf(operation);
    writeFileSync(operation.paths.file("chain/keys.json"), "other keys");
    const home = (await killedAt(operation, source)).get(moment);
    const again = fileOperation(home ?? "");
    await restore(again, source);
    expect(contentOf(again)).toEqual(saved);
    expect(readdirSync(again.paths.root).sort()).toEqual(["chain", "instance.json", "record", "secrets"]);
  },
);

test("an interrupted restore of a backup can be undone like that of a snapshot", async () => {
  const { operation, source } = await backedUp();
  writeFileSync(operation.paths.file("chain/keys.json"), "other keys");
  const before = contentOf(operation);
  const home = (await killedAt(operation, source)).get("switching");
  const killed = fileOperation(home ?? "");
  await undoRestore(embeddedBackend, killed, lock);
  expect(contentOf(killed)).toEqual(before);
});
