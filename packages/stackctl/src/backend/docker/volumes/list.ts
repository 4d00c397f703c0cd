import { PROJECT_LABEL, VOLUME_LABEL } from "../containers/facts.ts";
import type { Engine } from "../engine/engine.ts";
import { inspectAll } from "../engine/inspect-all.ts";
import { OWNER_LABEL } from "../parts/names.ts";
import type { PartPlan } from "../plan.ts";

/** A volume of an instance on the engine. */
export interface InstanceVolume {
  /** Name on the engine. */
  name: string;
  /** Stack that it belongs to. */
  stack: string;
  /** Its name in the definition of the stack. */
  volume: string;
  class: string;
  /** State set whose volumes are only valid together. */
  stateSet?: string;
  what: string;
  /** Folder of its files on the engine's host. */
  mountpoint: string;
}

interface RawVolume {
  Name: string;
  Mountpoint: string;
  Labels: Record<string, string> | null;
}

/** What decides whose volumes are whose. */
type Owned = Pick<PartPlan, "project" | "stack" | "owner">;

/** The volumes that were made for an instance: they have the labels of its projects and its id. @throws StackError `ENGINE_FAILED` */
export async function instanceVolumes(docker: Engine, parts: readonly Owned[]): Promise<InstanceVolume[]> {
  return (await projectVolumes(docker, parts)).own;
}

/**
 * The volumes of an instance, and those that have only the project's name: of an instance of the same name whose state is
 * elsewhere, of a run script, of Compose by hand. Nobody here knows who needs those.
 *
 * @throws StackError `ENGINE_FAILED`
 */
export async function projectVolumes(
  docker: Engine,
  parts: readonly Owned[],
): Promise<{ own: InstanceVolume[]; foreign: InstanceVolume[] }> {
  const lists = await Promise.all(
    parts.map(({ project }) =>
      docker.text(["volume", "ls", "--quiet", "--filter", `label=${PROJECT_LABEL}=${project}`]),
    ),
  );
  const names = lists.flatMap((list) => list.split("\n").filter(Boolean));
  const raw = await inspectAll<RawVolume>(docker, "volume", names);
  const owner = parts[0]?.owner ?? "";
  return {
    own: raw.filter((volume) => isOwn(volume, owner)).map((volume) => volumeOf(volume, parts)),
    foreign: raw.filter((volume) => !isOwn(volume, owner)).map((volume) => volumeOf(volume, parts)),
  };
}

/** Those of the names that are volumes of the engine. @param owner id of the instance @throws StackError `ENGINE_FAILED` */
export async function sortNames(
  docker: Engine,
  names: readonly string[],
  owner: string | undefined,
): Promise<{ own: string[]; foreign: string[] }> {
  const raw = await inspectAll<RawVolume>(docker, "volume", names);
  const own = raw.filter((volume) => isOwn(volume, owner)).map(({ Name }) => Name);
  return { own, foreign: raw.map(({ Name }) => Name).filter((name) => !own.includes(name)) };
}

/** Deletes those of the volumes that are this instance's; what is not there is passed over. @throws StackError `ENGINE_FAILED` */
export async function removeOwnVolumes(
  docker: Engine,
  names: readonly string[],
  owner: string | undefined,
): Promise<void> {
  const { own } = await sortNames(docker, names, owner);
  if (own.length > 0) await docker.text(["volume", "rm", "--force", ...own]);
}

function isOwn({ Labels }: RawVolume, owner: string | undefined): boolean {
  return Boolean(owner) && Labels?.[OWNER_LABEL] === owner;
}

function volumeOf({ Name, Mountpoint, Labels }: RawVolume, parts: readonly Owned[]): InstanceVolume {
  const labels = Labels ?? {};
  const stack = parts.find(({ project }) => project === labels[PROJECT_LABEL])?.stack;
  const stateSet = labels["compose-gen.volume.state-set"];
  const volume = labels[VOLUME_LABEL] ?? "";
  return {
    name: Name,
    stack: stack?.name ?? "",
    volume,
    class: labels["compose-gen.volume.class"] ?? "state",
    ...(stateSet && { stateSet }),
    what: stack?.volumes[volume]?.description ?? "a volume",
    mountpoint: Mountpoint,
  };
}
