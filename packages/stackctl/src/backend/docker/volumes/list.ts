import { PROJECT_LABEL, VOLUME_LABEL } from "../containers/facts.ts";
import type { Engine } from "../engine/engine.ts";
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

/** The volumes that Compose made for the projects of an instance. @throws StackError `ENGINE_FAILED` */
export async function instanceVolumes(
  docker: Engine,
  parts: readonly Pick<PartPlan, "project" | "stack">[],
): Promise<InstanceVolume[]> {
  const lists = await Promise.all(
    parts.map(({ project }) =>
      docker.text(["volume", "ls", "--quiet", "--filter", `label=${PROJECT_LABEL}=${project}`]),
    ),
  );
  const names = lists.flatMap((list) => list.split("\n").filter(Boolean));
  if (names.length === 0) return [];
  const { stdout } = await docker.result(["volume", "inspect", ...names]);
  return (JSON.parse(stdout || "[]") as RawVolume[]).map((raw) => volumeOf(raw, parts));
}

function volumeOf(
  { Name, Mountpoint, Labels }: RawVolume,
  parts: readonly Pick<PartPlan, "project" | "stack">[],
): InstanceVolume {
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
