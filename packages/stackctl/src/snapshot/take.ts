import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Backend, Operation } from "../backend/backend.ts";
import type { InstanceFacts } from "../backend/snapshots.ts";
import { VERSION } from "../cli/version.ts";
import { Interrupted, StackError } from "../errors.ts";
import { makeFolder } from "../instance/atomic-file.ts";
import type { OperationLock } from "../instance/lock.ts";
import { commandLine, unknownInstance } from "../instance/view.ts";
import { refuseHalfWiped } from "../instance/wipe.ts";
import { type Manifest, type SavedFile, writeManifest } from "./manifest.ts";
import { withServicesDown } from "./services-down.ts";
import { refuseTaken, storeSnapshot } from "./store.ts";
import { copyTree, treeDigest } from "./tree.ts";
import { refuseUnfinished } from "./unfinished.ts";

/** A snapshot that was taken. */
export interface TakenSnapshot {
  manifest: Manifest;
  folder: string;
  /** How long the services were down for it, ms; null when none ran. */
  downMs: number | null;
}

/**
 * Copies the state of an instance: what a wipe would delete. Services that run are stopped, those that use others first,
 * and started again, also when the copy fails or the reader interrupts. The caller holds the lock.
 *
 * @throws StackError `SNAPSHOT_EXISTS`, `SNAPSHOT_EMPTY`, `SNAPSHOT_INCOMPLETE`, `WIPE_INCOMPLETE`, `RESTORE_INCOMPLETE`, `DISK_FULL`, …
 */
export async function takeSnapshot(
  backend: Backend,
  operation: Operation,
  name: string,
  lock: OperationLock,
): Promise<TakenSnapshot> {
  const { paths, instance, home } = operation;
  refuseUnfinished(paths, instance);
  refuseHalfWiped(paths, instance);
  refuseTaken(paths, instance, name);
  const facts = await backend.snapshots.describe(operation);
  if (facts === undefined) throw unknownInstance(home, instance);
  await backend.snapshots.refusePartial(operation);
  const running = facts.running.length > 0;
  const take = () =>
    storeSnapshot(paths, name, (folder) => writeSnapshot(backend, operation, { name, folder, facts }));
  const { result: manifest, downMs } = await withServicesDown(
    backend,
    operation,
    running,
    `the snapshot "${name}" is made`,
    lock,
    take,
  );
  return { manifest, folder: join(paths.snapshots, name), downMs };
}

async function writeSnapshot(
  backend: Backend,
  operation: Operation,
  { name, folder, facts }: { name: string; folder: string; facts: InstanceFacts },
): Promise<Manifest> {
  const { stack, instance, paths, reporter, interrupts } = operation;
  reporter.waiting("snapshot", "to copy the state");
  const files = await saveFiles(backend, operation, folder);
  const volumes = await backend.snapshots.save(operation, folder);
  if (interrupts.signal.aborted) throw new Interrupted(interrupts.signal.reason);
  if (files.length + volumes.length === 0) throw nothingToCopy(instance);
  const { running: _, ...rest } = facts;
  const manifest: Manifest = {
    format: 1,
    name,
    createdAt: new Date().toISOString(),
    stackctl: VERSION,
    instance,
    stack: stack.name,
    backend: backend.name,
    genesis: stack.genesisOf?.(paths.file) ?? null,
    ...rest,
    files,
    volumes,
  };
  writeManifest(folder, manifest);
  return manifest;
}

/** Copies the files of the environment. */
async function saveFiles(
  { name: backend }: Backend,
  { stack, paths }: Operation,
  folder: string,
): Promise<SavedFile[]> {
  const saved: SavedFile[] = [];
  makeFolder(join(folder, "files"), 0o700);
  for (const { path, what, inContainers } of snapshotEntries(stack)) {
    if (!existsSync(paths.file(path))) continue;
    const copy = join(folder, "files", path);
    await copyTree(paths.file(path), copy);
    const label = backend === "docker" ? (inContainers ?? what) : what;
    saved.push({ path, what: label, ...(await treeDigest(copy)) });
  }
  return saved;
}

/** What of the instance's folder belongs to a snapshot: the environment, without what says how it runs. */
export function snapshotEntries({ stateEntries }: Operation["stack"]) {
  return stateEntries.filter((entry) => entry.class === "environment" && entry.snapshot !== false);
}

function nothingToCopy(instance: string): StackError {
  return new StackError({
    code: "SNAPSHOT_EMPTY",
    what: `The instance "${instance}" has no state that could be copied.`,
    next: `Start it first: \`${commandLine("up", instance)} --detach\`.`,
  });
}
