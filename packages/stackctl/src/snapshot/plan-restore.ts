import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Backend, Operation, Place } from "../backend/backend.ts";
import type { InstanceFacts } from "../backend/snapshots.ts";
import { StackError } from "../errors.ts";
import { commandLine } from "../instance/view.ts";
import { refuseHalfWiped } from "../instance/wipe.ts";
import { damaged, type Manifest } from "./manifest.ts";
import type { StoredSnapshot } from "./store.ts";
import { snapshotEntries } from "./take.ts";
import { fileDigest, treeDigest } from "./tree.ts";

/** What a restore is going to do. */
export interface RestorePlan {
  snapshot: StoredSnapshot;
  manifest: Manifest;
  /** Services that are stopped before and started afterwards. */
  running: string[];
  /** The instance has a state, which is replaced. */
  replaces: boolean;
  /** What the instance has and the snapshot has not: it is deleted. */
  deleted: { name: string; what: string }[];
  /** Images that the services run now and did not when the snapshot was made. */
  notes: string[];
}

/**
 * Looks whether a snapshot fits the instance as it is now. Changes nothing.
 *
 * @param coming SHA-256 of secrets that are going to be put where the instance has none
 * @throws StackError `SNAPSHOT_OF_ANOTHER_STACK`, `SNAPSHOT_OF_ANOTHER_BACKEND`, `SNAPSHOT_OF_ANOTHER_GENERATION`,
 * `SNAPSHOT_OF_ANOTHER_PARTS`, `SNAPSHOT_OF_ANOTHER_SECRET`, `SNAPSHOT_INCOMPLETE`, `WIPE_INCOMPLETE`, `VOLUME_IN_USE`
 */
export async function planRestore(
  backend: Backend,
  place: Place,
  snapshot: StoredSnapshot,
  manifest: Manifest,
  coming: Manifest["secrets"] = {},
): Promise<RestorePlan> {
  const { snapshots } = backend;
  if (manifest.stack !== place.stack.name)
    throw doesNotFit(place, manifest, "STACK", "of another stack", [manifest.stack, place.stack.name]);
  if (manifest.backend !== backend.name)
    throw doesNotFit(place, manifest, "BACKEND", "of another backend", [manifest.backend, backend.name]);
  const now = await snapshots.describe(place);
  if (now) compare(place, manifest, now);
  const facts = now ?? (await snapshots.describe(place, manifest));
  compareSecrets(place, manifest, { ...coming, ...facts?.secrets });
  refuseHalfWiped(place.paths, place.instance);
  const volumes = await snapshots.planReplace(place, manifest);
  return {
    snapshot,
    manifest,
    running: now?.running ?? [],
    replaces: now !== undefined,
    deleted: [
      ...volumes.map(({ name, what }) => ({ name: `volume ${name}`, what })),
      ...filesOf(place, manifest),
    ],
    notes: otherImages(manifest, facts),
  };
}

/** Files of the state that the instance has and the snapshot has not. */
function filesOf({ paths, stack }: Place, { files }: Manifest): RestorePlan["deleted"] {
  return snapshotEntries(stack)
    .filter(({ path }) => existsSync(paths.file(path)) && !files.some((file) => file.path === path))
    .map(({ path, what }) => ({ name: path, what }));
}

/** @throws StackError `SNAPSHOT_DAMAGED` when a file is missing or not what was written */
export async function verifySnapshot(
  { folder }: StoredSnapshot,
  { files, volumes }: Manifest,
  { reporter, interrupts }: Operation,
): Promise<void> {
  reporter.waiting("snapshot", "to verify its content");
  for (const { path, sha256 } of files) await verify(join(folder, "files", path), sha256, treeSha);
  for (const { archive, sha256 } of volumes) {
    interrupts.signal.throwIfAborted();
    await verify(join(folder, archive), sha256, fileDigest);
  }
}

const treeSha = async (path: string) => (await treeDigest(path)).sha256;

async function verify(
  path: string,
  expected: string,
  digest: (path: string) => Promise<string>,
): Promise<void> {
  if (!existsSync(path)) throw damaged(path, "it is missing");
  const found = await digest(path);
  if (found !== expected) throw damaged(path, `sha256 ${found}; the manifest has ${expected}`);
}

function compare(place: Place, manifest: Manifest, now: InstanceFacts): void {
  if (manifest.generation !== now.generation)
    throw doesNotFit(place, manifest, "GENERATION", "of another generation", [
      manifest.generation,
      now.generation,
    ]);
  const [then, today] = [manifest.parts, now.parts].map((parts) => parts.toSorted().join(", "));
  if (then !== today)
    throw doesNotFit(place, manifest, "PARTS", "of other stacks", [then ?? "", today ?? ""]);
}

/** The state is bound to secrets that are not in it: with others nothing would start. */
function compareSecrets(place: Place, { name, secrets }: Manifest, now: InstanceFacts["secrets"]): void {
  const other = Object.keys(secrets).find((secret) => secrets[secret] !== now[secret]);
  if (other === undefined) return;
  throw new StackError({
    code: "SNAPSHOT_OF_ANOTHER_SECRET",
    what: `The snapshot "${name}" belongs to another "${other}" than the instance has; nothing was changed.`,
    where: place.paths.root,
    evidence: now[other] === undefined ? "the secret is missing" : "its SHA-256 is another one",
    cause: "Secrets outside of the state set are in no snapshot; this one was deleted or replaced since.",
    next: "Put the old secret back, then repeat the command.",
  });
}

function otherImages({ images }: Manifest, now: InstanceFacts | undefined): string[] {
  return Object.entries(images).flatMap(([service, { reference }]) => {
    const today = now?.images[service]?.reference;
    return today === undefined || today === reference
      ? []
      : [`${service} ran ${reference}; it runs ${today} now`];
  });
}

function doesNotFit(
  { instance, paths }: Place,
  { name }: Manifest,
  kind: string,
  other: string,
  [then, now]: [string, string],
): StackError {
  return new StackError({
    code: `SNAPSHOT_OF_ANOTHER_${kind}`,
    what: `The snapshot "${name}" is ${other} than the instance "${instance}"; nothing was changed.`,
    where: paths.root,
    evidence: `snapshot: ${then}; instance: ${now}`,
    cause: "State of one cannot be read by the other, or would be a mixture with what stays.",
    next: `Wipe the instance first: \`${commandLine("wipe", instance)}\` keeps its snapshots.`,
  });
}
