import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Backend, Operation } from "../backend/backend.ts";
import { StackError } from "../errors.ts";
import { makeFolder } from "../instance/atomic-file.ts";
import type { OperationLock } from "../instance/lock.ts";
import { removeInstanceState } from "../instance/state.ts";
import { damaged, type Manifest } from "./manifest.ts";
import { type RestorePlan, verifySnapshot } from "./plan-restore.ts";
import { withServicesDown } from "./services-down.ts";
import { swapBack, swapIn } from "./swap.ts";
import { snapshotEntries } from "./take.ts";
import { copyTree, treeDigest } from "./tree.ts";
import {
  endUnfinished,
  readUnfinished,
  restoreFolders,
  restoreIncomplete,
  type UnfinishedRestore,
  writeUnfinished,
} from "./unfinished.ts";

/** A restore that is done. */
export interface Restored {
  /** Its services run again. */
  started: boolean;
  /** How long they were down for it, ms; null when none ran. */
  downMs: number | null;
}

/**
 * Replaces the state of an instance by a snapshot. The new state is made whole beside the old one and takes its place
 * then; what is interrupted in between refuses every start until it is finished or undone. A restore that fails while it
 * copies is undone at once. The caller holds the lock.
 *
 * @throws StackError `SNAPSHOT_DAMAGED`, `DISK_FULL`, `RESTORE_INCOMPLETE` …
 */
export async function restoreSnapshot(
  backend: Backend,
  operation: Operation,
  plan: RestorePlan,
  lock: OperationLock,
): Promise<Restored> {
  const unfinished = readUnfinished(operation.paths);
  if (unfinished && unfinished.snapshot !== plan.manifest.name)
    throw restoreIncomplete(operation.paths, operation.instance, unfinished);
  await verifySnapshot(plan.snapshot, plan.manifest, operation);
  const running = plan.running.length > 0 || (unfinished?.running ?? false);
  const done = "the restore is done";
  const { downMs } = await withServicesDown(backend, operation, running, done, lock, async () => {
    if (unfinished?.phase === "switching") return finish(backend, operation, plan.manifest, unfinished);
    if (unfinished) await clear(backend, operation, unfinished);
    const marker = await begin(backend, operation, plan.manifest, running);
    try {
      await fill(backend, operation, plan, marker);
    } catch (error) {
      await clear(backend, operation, marker);
      throw error;
    }
    const whole: UnfinishedRestore = { ...marker, phase: "switching" };
    writeUnfinished(operation.paths, whole);
    await finish(backend, operation, plan.manifest, whole);
  });
  return { started: running, downMs };
}

/**
 * Goes back to what there was before a restore that was interrupted.
 *
 * @throws StackError `RESTORE_NONE` when there is none
 */
export async function undoRestore(
  backend: Backend,
  operation: Operation,
  lock: OperationLock,
): Promise<Restored & { snapshot: string }> {
  const { paths } = operation;
  const marker = readUnfinished(paths);
  if (!marker)
    throw new StackError({
      code: "RESTORE_NONE",
      what: "No restore is unfinished; there is nothing to undo.",
      where: paths.root,
    });
  const done = "the restore is undone";
  const { downMs } = await withServicesDown(backend, operation, marker.running, done, lock, async () => {
    if (marker.phase === "switching") {
      swapBack(paths, marker.files);
      if (marker.fresh) removeInstanceState(paths);
      else backend.snapshots.adopt(operation, undefined, marker.volumes.before, []);
    }
    await clear(backend, operation, marker);
  });
  return { snapshot: marker.snapshot, started: marker.running, downMs };
}

async function begin(
  { snapshots }: Backend,
  operation: Operation,
  manifest: Manifest,
  running: boolean,
): Promise<UnfinishedRestore> {
  const { paths, stack } = operation;
  rmSync(paths.restore, { recursive: true, force: true });
  const marker: UnfinishedRestore = {
    snapshot: manifest.name,
    backend: manifest.backend,
    since: new Date().toISOString(),
    phase: "copying",
    running,
    fresh: !existsSync(paths.stateFile),
    files: snapshotEntries(stack).map(({ path }) => ({
      path,
      restored: manifest.files.some((file) => file.path === path),
    })),
    volumes: await snapshots.nameVolumes(operation, manifest),
  };
  writeUnfinished(paths, marker);
  return marker;
}

/** Makes the new state whole, beside the old one. */
async function fill(
  { snapshots }: Backend,
  operation: Operation,
  { snapshot: { folder }, manifest }: RestorePlan,
  marker: UnfinishedRestore,
): Promise<void> {
  const { reporter, paths } = operation;
  reporter.waiting("snapshot", "to copy its state");
  const { incoming } = restoreFolders(paths);
  makeFolder(incoming, 0o700);
  for (const { path, sha256 } of manifest.files) {
    const copy = join(incoming, path);
    await copyTree(join(folder, "files", path), copy);
    if ((await treeDigest(copy)).sha256 !== sha256) throw damaged(copy, "the copy differs");
  }
  await snapshots.fill(operation, manifest, folder, marker.volumes.after);
  operation.interrupts.signal.throwIfAborted();
}

/** The new state takes the place of the old one; may be repeated. Once the record is gone the old one is deleted. */
async function finish(
  { snapshots }: Backend,
  operation: Operation,
  manifest: Manifest,
  { files, volumes }: UnfinishedRestore,
): Promise<void> {
  const { paths } = operation;
  swapIn(paths, files);
  snapshots.adopt(operation, manifest, volumes.after, replaced(volumes));
  endUnfinished(paths);
  await snapshots.discard(operation, replaced(volumes));
}

/** Removes what a restore has made, and its record last. */
async function clear(
  { snapshots }: Backend,
  operation: Operation,
  { volumes }: UnfinishedRestore,
): Promise<void> {
  const kept = new Set(Object.values(volumes.before));
  await snapshots.discard(
    operation,
    Object.values(volumes.after).filter((name) => !kept.has(name)),
  );
  endUnfinished(operation.paths);
}

/** Names that nothing uses after the restore. */
function replaced({ before, after }: UnfinishedRestore["volumes"]): string[] {
  const used = new Set(Object.values(after));
  return Object.values(before).filter((name) => !used.has(name));
}
