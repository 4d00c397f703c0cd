import { join } from "node:path";
import { readInstanceId, writeInstanceId } from "../../../instance/instance-id.ts";
import { writeInstanceState } from "../../../instance/state.ts";
import type { Manifest, SavedVolume } from "../../../snapshot/manifest.ts";
import type { Operation } from "../../backend.ts";
import type { SnapshotBackend, VolumeNames } from "../../snapshots.ts";
import { PROJECT_LABEL, VOLUME_LABEL } from "../containers/facts.ts";
import { copyIn, copyOut } from "../engine/archives.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { requireEngine } from "../engine/require-engine.ts";
import { ensureImages } from "../ensure-images.ts";
import { neededImages, presentImages } from "../images/presence.ts";
import type { ContainerPlan, PartPlan } from "../plan.ts";
import { readDockerState } from "../prepare.ts";
import { currentVolumes } from "../volumes/current.ts";
import { removeUnused, undeletedText } from "../volumes/in-use.ts";
import { namesOf, nextNames, snapshotKeys, volumeKey } from "../volumes/names.ts";
import { backupFacts } from "./backup-facts.ts";
import { CARRIER_FOLDER, removeCarriers, withCarrier } from "./carrier.ts";
import { describeInstance, planOf, stateOf } from "./describe.ts";
import { wholeStates } from "./whole.ts";

/** Volumes of containers: copied by the engine, and replaced by others under new names. */
export const containerSnapshots: SnapshotBackend = {
  describe: describeInstance,
  backupFacts,
  ...wholeStates,
  save: saveVolumes,
  async nameVolumes(operation, manifest) {
    const { parts } = await open(operation, manifest);
    const before = namesOf(parts);
    return { before, after: nextNames(parts, before, snapshotKeys(parts)) };
  },
  fill: fillVolumes,
  adopt: adoptVolumes,
  discard: discardVolumes,
};

/** Work that has begun is finished: no signal of the reader ends a command of the engine. */
async function open(operation: Operation, known?: Manifest): Promise<Open> {
  const docker = createEngine();
  const { engine } = await requireEngine(docker);
  const state = readDockerState(operation.paths) ?? (known && stateOf(operation, known));
  const plan = state && planOf(operation, state, engine);
  return { docker, plan, parts: plan?.parts ?? [] };
}

interface Open {
  docker: Engine;
  plan: ContainerPlan | undefined;
  parts: PartPlan[];
}

async function saveVolumes(operation: Operation, folder: string): Promise<SavedVolume[]> {
  const { docker, parts } = await open(operation);
  const keys = snapshotKeys(parts);
  const volumes = (await currentVolumes(docker, parts)).filter(({ stack, volume }) =>
    keys.has(volumeKey(stack, volume)),
  );
  if (volumes.length === 0) return [];
  const folders = new Map(volumes.map(({ name }, index) => [`${index}`, name]));
  const { signal } = operation.interrupts;
  return withCarrier(operation, docker, parts, folders, (container) =>
    all(
      volumes.map(async ({ stack, volume, class: kind, stateSet, what }, index) => {
        const archive = `${stack}.${volume}.tar.gz`;
        const source = `${CARRIER_FOLDER}/${index}`;
        const written = await copyOut(container, source, join(folder, archive), signal);
        return { stack, volume, class: kind, stateSet: stateSet ?? null, what, archive, ...written };
      }),
    ),
  );
}

/** An archive names its folder as the carrier did that it was made with. */
async function fillVolumes(
  operation: Operation,
  manifest: Manifest,
  folder: string,
  names: VolumeNames,
): Promise<void> {
  const { docker, plan, parts } = await open(operation, manifest);
  // On a new host there is no image yet that a carrier could be made of.
  if (plan && (await presentImages(docker, neededImages(parts))).size === 0)
    await ensureImages(operation, docker, plan);
  for (const { owner } of parts.slice(0, 1)) writeInstanceId(operation.paths, owner);
  const folders = new Map<string, string>();
  for (const [index, { stack, volume }] of manifest.volumes.entries()) {
    const part = parts.find((candidate) => candidate.stack.name === stack);
    const name = names[volumeKey(stack, volume)];
    if (part === undefined || name === undefined) continue;
    await docker.text(["volume", "create", ...labelsOf(part, volume), name]);
    folders.set(`${index}`, name);
  }
  if (folders.size === 0) return;
  const { signal } = operation.interrupts;
  await withCarrier(operation, docker, parts, folders, (container) =>
    all(
      manifest.volumes.map(({ archive }, index) =>
        folders.has(`${index}`)
          ? copyIn(join(folder, archive), container, CARRIER_FOLDER, signal)
          : Promise.resolve(),
      ),
    ),
  );
}

/** Waits for all of them, also when one fails: nothing is at work any more when the caller cleans up. */
async function all<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** The labels that Compose would give it, the id of the instance with them: Compose and every other command take it for one of the project. */
function labelsOf({ project, plan }: PartPlan, volume: string): string[] {
  const labels = {
    ...plan.compose.volumes?.[volume]?.labels,
    [PROJECT_LABEL]: project,
    [VOLUME_LABEL]: volume,
  };
  return Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]);
}

/** The file that is written says both: the names from now on, and those that are to be deleted. */
function adoptVolumes(
  operation: Operation,
  manifest: Manifest | undefined,
  names: VolumeNames,
  unused: readonly string[],
): void {
  const { paths } = operation;
  const state = readDockerState(paths) ?? (manifest && stateOf(operation, manifest));
  if (state === undefined) return;
  const used = new Set(Object.values(names));
  writeInstanceState(paths, {
    ...state,
    volumes: { ...names },
    wiping: [...new Set([...state.wiping, ...unused])].filter((name) => !used.has(name)),
    applied: null,
  });
}

/** What cannot be deleted stays to be deleted: the restore is done, or undone, all the same. */
async function discardVolumes(operation: Operation, names: readonly string[]): Promise<void> {
  const { paths, reporter } = operation;
  const docker = createEngine();
  await removeCarriers(docker, paths.root);
  const left = await removeUnused(docker, names, readInstanceId(paths));
  if (left.names.length > 0) reporter.step(undeletedText(left));
  const state = readDockerState(paths);
  if (!state) return;
  const wiping = [...state.wiping.filter((name) => !names.includes(name)), ...left.names];
  if (wiping.join() !== state.wiping.join()) writeInstanceState(paths, { ...state, wiping });
}
