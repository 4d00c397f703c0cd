import type { WipeScope } from "../../backend.ts";
import type { InstanceVolume } from "./list.ts";

/** What happens to each volume. */
export interface SortedVolumes {
  deleted: InstanceVolume[];
  kept: { volume: InstanceVolume; why: string }[];
}

/**
 * Sorts volumes by what they hold. A state set goes as a whole, keys included: parts of it are worth nothing. Keys and
 * certificates outside of every set stay unless they are named.
 */
export function sortVolumes(
  volumes: readonly InstanceVolume[],
  { secrets, certs, only }: WipeScope,
): SortedVolumes {
  const sorted: SortedVolumes = { deleted: [], kept: [] };
  for (const volume of volumes) {
    const why = reasonToKeep(volume, { secrets, certs, only });
    if (why === undefined) sorted.deleted.push(volume);
    else sorted.kept.push({ volume, why });
  }
  return sorted;
}

/** Whether a volume goes with every wipe: all but keys and certificates, and those too as a part of a state set. */
export function isEnvironment(volume: { class: string; stateSet?: string | undefined }): boolean {
  return volume.stateSet !== undefined || !["keys", "certs"].includes(volume.class);
}

function reasonToKeep(volume: InstanceVolume, { secrets, certs, only }: WipeScope): string | undefined {
  if (only !== undefined && volume.stack !== only) return `of the stack ${volume.stack}`;
  if (isEnvironment(volume)) return undefined;
  if (volume.class === "keys" && !secrets) return "--secrets deletes it";
  if (volume.class === "certs" && !certs) return "--certs deletes it";
  return undefined;
}

/** State that refers to what is deleted: it stays, but nobody can verify it any more. */
export function unverifiable({ deleted, kept }: SortedVolumes): InstanceVolume[] {
  const sets = deleted.some(({ stateSet }) => stateSet !== undefined);
  return sets ? kept.map(({ volume }) => volume).filter((volume) => volume.class === "state") : [];
}
