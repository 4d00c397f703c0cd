import { existsSync } from "node:fs";
import type { Stack } from "@unicity-sphere/compose-gen";
import { StackError, UsageError } from "../../../errors.ts";
import { INSTANCE_ID, readInstanceId } from "../../../instance/instance-id.ts";
import { type DockerState, readInstanceState, writeInstanceState } from "../../../instance/state.ts";
import { commandLine } from "../../../instance/view.ts";
import { planWipe, type WipeItem, type WipePlan, wipeFiles } from "../../../instance/wipe.ts";
import { refuseUnfinished } from "../../../snapshot/unfinished.ts";
import type { StackDefinition, StateEntry } from "../../../stack/definition.ts";
import { VERSIONS } from "../../../upgrade/versions.ts";
import type { Operation, Place, PlannedWipe, WipeScope } from "../../backend.ts";
import { isUp, listContainers } from "../containers/facts.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { requireEngine } from "../engine/require-engine.ts";
import { composeFolder } from "../files/rendered.ts";
import { singleStacks } from "../parts/choose-parts.ts";
import { readDefinitions } from "../parts/definitions.ts";
import { projectName } from "../parts/names.ts";
import { readDockerState } from "../prepare.ts";
import { planOf } from "../snapshots/describe.ts";
import { takeDown } from "../take-down.ts";
import { refuseUsed, removeUnused, undeletedText } from "./in-use.ts";
import { type InstanceVolume, projectVolumes, removeOwnVolumes } from "./list.ts";
import { volumeSizes } from "./measure.ts";
import { namesOf } from "./names.ts";
import { type SortedVolumes, sortVolumes, unverifiable } from "./plan-wipe.ts";
import { SIZES } from "./sizes.ts";

/**
 * What a wipe of an instance of containers would do: volumes by class and state set, and the files of the instance.
 *
 * @returns with the refusal `WIPE_WHILE_UP` where containers run
 * @throws StackError `VOLUME_IN_USE`
 */
export async function planVolumeWipe(place: Place, scope: WipeScope): Promise<PlannedWipe> {
  const docker = createEngine(place.interrupts.signal);
  await requireEngine(docker);
  const containers = await listContainers(docker, composeFolder(place.paths));
  const running = containers.filter(isUp).map(({ service }) => service);
  const stacks = stacksOf(place);
  refuseUnknown(stacks, scope.only);
  if (scope.only !== undefined) refuseUnfinished(place.paths, place.instance);
  const { own: volumes, foreign } = await volumesOf(docker, place, stacks);
  const sizes = await volumeSizes(docker, [...volumes, ...foreign]);
  const item = ({ name, what }: InstanceVolume, note = ""): WipeItem => ({
    path: `volume ${name}`,
    what: note ? `${what} (${note})` : what,
    bytes: sizes.get(name) ?? 0,
  });
  const sorted = sortVolumes(volumes, scope);
  const lost = unverifiable(sorted).map(({ name }) => name);
  const kept = sorted.kept.map(({ volume, why }) =>
    item(volume, lost.includes(volume.name) ? `${why}; can no longer be verified` : why),
  );
  await refuseUsed(
    docker,
    place,
    sorted.deleted.map(({ name }) => name),
  );
  const files = filesOf(place, scope, sorted);
  return {
    plan: {
      deleted: [...sorted.deleted.map((volume) => item(volume)), ...files.deleted],
      kept: [...kept, ...files.kept],
      outside: [...foreign.map((volume) => item(volume, "not made by this instance")), ...files.outside],
    },
    running: [],
    ...(running.length > 0 && { refusal: wipeWhileUp(place, running) }),
  };
}

/** Deletes volumes, then files. What is interrupted in between is finished by the next `up`. */
export async function wipeVolumes(operation: Operation, plan: WipePlan): Promise<void> {
  const docker = createEngine();
  const { paths } = operation;
  await takeDown(operation, docker);
  const names = plan.deleted.flatMap(({ path }) => (path.startsWith("volume ") ? [path.slice(7)] : []));
  remember(operation, names);
  await removeOwnVolumes(docker, names, readInstanceId(paths));
  remember(operation, []);
  wipeFiles(paths, { ...plan, deleted: plan.deleted.filter(({ path }) => !path.startsWith("volume ")) });
}

/**
 * Removes the volumes of a wipe that was interrupted: a state set is worth nothing in parts. What a restore has left over
 * stays as long as it cannot be deleted.
 *
 * @param engine version of the engine
 */
export async function finishVolumeWipe(operation: Operation, docker: Engine, engine: string): Promise<void> {
  const { paths, reporter } = operation;
  const state = readDockerState(paths);
  if (!state || state.wiping.length === 0) return;
  const owner = readInstanceId(paths);
  const names = new Set(Object.values(namesOf(planOf(operation, state, engine).parts)));
  const parts = state.wiping.filter((name) => names.has(name));
  if (parts.length > 0) {
    await takeDown(operation, docker);
    await removeOwnVolumes(docker, parts, owner);
  }
  const left = await removeUnused(docker, state.wiping, owner);
  writeInstanceState(paths, {
    ...state,
    wiping: left.names,
    ...(parts.length > 0 && { applied: null }),
  });
  if (left.names.length > 0) reporter.step(undeletedText(left));
  else reporter.step("What an interrupted command left to be deleted was deleted first.");
}

/** A state file that is damaged is passed over: the wipe deletes it. */
function remember({ paths }: Operation, volumes: string[]): void {
  try {
    const state = readInstanceState(paths);
    if (state?.backend !== "docker") return;
    writeInstanceState(paths, { ...state, wiping: volumes, applied: null });
  } catch (error) {
    if (!(error instanceof StackError) || !["STATE_CORRUPT", "DISK_FULL"].includes(error.code)) throw error;
  }
}

/** The stacks that the instance has; all that it may have had when its state cannot be read. */
function stacksOf({ paths }: Place): Stack[] {
  const parts = readable(paths)?.parts;
  const single = Object.values(readDefinitions().stacks).flatMap((list) => singleStacks(list));
  const chosen = single.filter(({ name }) => parts === undefined || parts.includes(name));
  return [...new Map(chosen.map((stack) => [stack.name, stack])).values()];
}

function refuseUnknown(stacks: readonly Stack[], only: string | undefined): void {
  const names = stacks.map(({ name }) => name);
  if (only === undefined || names.includes(only)) return;
  throw new UsageError(`The instance has no stack "${only}".`, `It has: ${names.join(", ")}.`);
}

function volumesOf(
  docker: Engine,
  { instance, paths }: Place,
  stacks: readonly Stack[],
): ReturnType<typeof projectVolumes> {
  const { project } = readDefinitions();
  const owner = readInstanceId(paths) ?? "";
  return projectVolumes(
    docker,
    stacks.map((stack) => ({ stack, owner, project: projectName(project, stack.name, instance) })),
  );
}

/** What a wipe of an instance of containers decides about in its folder. */
export function filesOfContainers({ stateEntries }: StackDefinition): StateEntry[] {
  return [
    ...stateEntries.map((entry) => ({ ...entry, what: entry.inContainers ?? entry.what })),
    { path: "docker", what: "rendered Compose files", class: "environment" },
    { path: SIZES, what: "sizes at the last status", class: "environment" },
    { path: VERSIONS, what: "what it ran before the last upgrade", class: "environment" },
    { path: INSTANCE_ID, what: "id by which volumes are known", class: "environment" },
  ];
}

/** With one stack alone only its volumes go, and the copies of what they hold; the other files belong to all stacks. */
function filesOf({ paths, stack }: Place, { secrets, only }: WipeScope, volumes: SortedVolumes): WipePlan {
  const exports = readable(paths)?.exports ?? [];
  const overrides = paths.file("overrides");
  const all = planWipe(paths, filesOfContainers(stack), exports, secrets);
  const copies = new Set(copiesOf(stack, volumes.deleted).map((path) => paths.file(path)));
  const known = volumes.kept.length > 0 ? paths.file(INSTANCE_ID) : undefined;
  const goes = ({ path }: WipeItem) => path !== known && (only === undefined || copies.has(path));
  const plan = {
    ...all,
    deleted: all.deleted.filter(goes),
    kept: [...all.deleted.filter((item) => !goes(item)), ...all.kept],
  };
  if (existsSync(overrides)) plan.outside.push({ path: overrides, what: "your own changes", bytes: 0 });
  return plan;
}

/** Entries of the instance's folder that hold files exported from these volumes. */
export function copiesOf({ exports = [] }: StackDefinition, volumes: readonly InstanceVolume[]): string[] {
  return exports
    .filter(({ volume }) => volumes.some((deleted) => deleted.volume === volume))
    .map(({ file }) => file.split("/")[0] ?? file);
}

function readable(paths: Place["paths"]): DockerState | undefined {
  try {
    return readDockerState(paths);
  } catch {
    return undefined;
  }
}

function wipeWhileUp({ instance }: Place, running: readonly string[]): StackError {
  return new StackError({
    code: "WIPE_WHILE_UP",
    what: `The instance "${instance}" is up; nothing was deleted.`,
    evidence: `running: ${running.join(", ")}`,
    next: `Stop it first: \`${commandLine("down", instance)}\`.`,
  });
}
