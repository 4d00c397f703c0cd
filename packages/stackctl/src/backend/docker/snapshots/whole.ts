import { StackError } from "../../../errors.ts";
import type { DockerState } from "../../../instance/state.ts";
import { commandLine } from "../../../instance/view.ts";
import { wipeIncomplete } from "../../../instance/wipe.ts";
import type { Manifest } from "../../../snapshot/manifest.ts";
import { readUnfinished } from "../../../snapshot/unfinished.ts";
import type { Place } from "../../backend.ts";
import type { SnapshotBackend } from "../../snapshots.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { requireEngine } from "../engine/require-engine.ts";
import type { PartPlan } from "../plan.ts";
import { readDockerState } from "../prepare.ts";
import { refuseUsed } from "../volumes/in-use.ts";
import { type InstanceVolume, instanceVolumes } from "../volumes/list.ts";
import { namesOf, snapshotKeys, volumeKey } from "../volumes/names.ts";
import { planOf, stateOf } from "./describe.ts";

/** The part of {@link SnapshotBackend} that looks whether a state is whole. */
type Looks = Pick<SnapshotBackend, "refusePartial" | "planReplace">;

/** A part of a state is worth nothing: neither taken nor put in the place of a whole one. */
export const wholeStates: Looks = {
  async refusePartial(place) {
    const state = readDockerState(place.paths);
    if (state === undefined) return;
    const docker = createEngine(place.interrupts.signal);
    const { parts, current, strays } = await lookAt(docker, place, state);
    refuseWiping(place, state, parts);
    refuseStrays(place, strays);
    const lacking = missingMembers(parts, new Set(current.map(keyOf)));
    if (lacking.length > 0) throw stateInParts(place, lacking);
  },
  async planReplace(place, manifest) {
    const docker = createEngine(place.interrupts.signal);
    const known = readDockerState(place.paths);
    const { parts, current, strays } = await lookAt(docker, place, known ?? stateOf(place, manifest));
    const saved = new Set(manifest.volumes.map(keyOf));
    const lacking = missingMembers(parts, saved);
    if (lacking.length > 0) throw snapshotInParts(place, manifest, lacking);
    const unfinished = readUnfinished(place.paths);
    if (unfinished) {
      const kept = new Set(Object.values(unfinished.volumes.after));
      await refuseUsed(
        docker,
        place,
        [...current, ...strays].map(({ name }) => name).filter((name) => !kept.has(name)),
      );
      return [];
    }
    if (known) refuseWiping(place, known, parts);
    refuseStrays(place, strays);
    await refuseUsed(
      docker,
      place,
      current.map(({ name }) => name),
    );
    return current.filter((volume) => !saved.has(keyOf(volume))).map(({ name, what }) => ({ name, what }));
  },
};

interface Seen {
  parts: PartPlan[];
  /** Volumes with state that the instance uses. */
  current: InstanceVolume[];
  /** Volumes for the same state under names that the files of the instance do not have. */
  strays: InstanceVolume[];
}

async function lookAt(docker: Engine, place: Place, state: DockerState): Promise<Seen> {
  const { engine } = await requireEngine(docker);
  const { parts } = planOf(place, state, engine);
  const keys = snapshotKeys(parts);
  const volumes = (await instanceVolumes(docker, parts)).filter((volume) => keys.has(keyOf(volume)));
  const names = new Set(Object.values(namesOf(parts)));
  return {
    parts,
    current: volumes.filter(({ name }) => names.has(name)),
    strays: volumes.filter(({ name }) => !names.has(name) && !state.wiping.includes(name)),
  };
}

const keyOf = ({ stack, volume }: Pick<InstanceVolume, "stack" | "volume">) => volumeKey(stack, volume);

/**
 * The volumes that are missing from state sets of which there is something.
 *
 * @param there keys of the volumes that there are
 * @returns keys, e.g. `aggregator/mongo-data`
 */
export function missingMembers(
  parts: readonly Pick<PartPlan, "stack">[],
  there: ReadonlySet<string>,
): string[] {
  return parts.flatMap(({ stack }) => {
    const members = Object.entries(stack.volumes).filter(([, { external }]) => !external);
    const begun = new Set(
      members.flatMap(([name, { stateSet }]) => (there.has(volumeKey(stack.name, name)) ? [stateSet] : [])),
    );
    return members
      .filter(([, { stateSet }]) => stateSet !== undefined && begun.has(stateSet))
      .map(([name]) => volumeKey(stack.name, name))
      .filter((key) => !there.has(key));
  });
}

/** Volumes that are in use and were to be deleted; what a restore has left over is in nobody's way. */
function refuseWiping({ instance, paths }: Place, { wiping }: DockerState, parts: readonly PartPlan[]): void {
  const names = Object.values(namesOf(parts));
  if (wiping.some((name) => names.includes(name))) throw wipeIncomplete(instance, paths.stateFile);
}

function refuseStrays({ paths }: Place, strays: readonly InstanceVolume[]): void {
  if (strays.length === 0) return;
  throw new StackError({
    code: "SNAPSHOT_INCOMPLETE",
    what: "Volumes of the instance have names that its files do not have; nothing was changed.",
    where: paths.root,
    evidence: strays.map((volume) => `${keyOf(volume)}: ${volume.name}`).join(", "),
    cause: "An override file gives them another name, or did; which ones hold the state is not known.",
    next: `Take the name out of ${paths.file("overrides")}; delete a volume that nobody needs: \`docker volume rm NAME\`.`,
  });
}

function stateInParts({ instance, paths }: Place, lacking: readonly string[]): StackError {
  return new StackError({
    code: "SNAPSHOT_INCOMPLETE",
    what: "The state is not whole, and a part of it is worth nothing; no snapshot was made.",
    where: paths.root,
    evidence: `missing volumes: ${lacking.join(", ")}`,
    cause: "They were deleted by hand, or a start was interrupted before they were made.",
    next: `Restore a snapshot: \`${commandLine("snapshot list", instance)}\`; or begin anew: \`${commandLine("wipe", instance)}\`.`,
  });
}

function snapshotInParts({ instance }: Place, { name }: Manifest, lacking: readonly string[]): StackError {
  return new StackError({
    code: "SNAPSHOT_INCOMPLETE",
    what: `The snapshot "${name}" holds a part of a state only; nothing was changed.`,
    evidence: `missing volumes: ${lacking.join(", ")}`,
    cause: "Some were missing when it was made.",
    next: `Use another snapshot: \`${commandLine("snapshot list", instance)}\`.`,
  });
}
