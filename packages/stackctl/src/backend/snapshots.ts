import type { BackupImage } from "../backup/manifest.ts";
import type { Manifest, SavedVolume } from "../snapshot/manifest.ts";
import type { Operation, Place } from "./backend.ts";

/** What a snapshot says about an instance, beside the state itself. */
export interface InstanceFacts
  extends Pick<Manifest, "generation" | "parts" | "images" | "settings" | "secrets"> {
  /** Services that run now. */
  running: string[];
}

/** What a backup says of an instance beyond its snapshot. */
export interface BackupFacts {
  /** Size of the volumes that a snapshot copies, bytes. */
  bytes: number;
  images: BackupImage[];
  /** Volume of a stack, `<stack>/<volume>` → how its content is stored, e.g. `sqlite`. */
  engines: Readonly<Record<string, string>>;
  /** Secrets outside of the state, and the variable that names the file, where one does. */
  secrets: { name: string; file: string; variable?: string }[];
}

/** Volume of a stack, `<stack>/<volume>` → its name on the engine. */
export type VolumeNames = Readonly<Record<string, string>>;

/**
 * What snapshots need of a backend: what an instance is, and the state that is no file of its folder. The caller holds the
 * lock, and nothing of the instance runs.
 */
export interface SnapshotBackend {
  /** @param known what to go by when the instance has no state; without it @returns undefined then */
  describe(place: Place, known?: Manifest): Promise<InstanceFacts | undefined>;
  /** Changes nothing. @param known what to go by when the instance has no state */
  backupFacts(place: Place, known?: Manifest): Promise<BackupFacts>;
  /** Looks whether the state is whole. Changes nothing. @throws StackError `SNAPSHOT_INCOMPLETE`, `WIPE_INCOMPLETE` */
  refusePartial(place: Place): Promise<void>;
  /**
   * Looks what a restore deletes that the snapshot does not have. Changes nothing.
   *
   * @throws StackError `SNAPSHOT_INCOMPLETE`, `WIPE_INCOMPLETE`, `VOLUME_IN_USE`
   */
  planReplace(place: Place, manifest: Manifest): Promise<{ name: string; what: string }[]>;
  /** Copies the volumes that a wipe would delete into archives in the folder. */
  save(operation: Operation, folder: string): Promise<SavedVolume[]>;
  /** Names of the volumes now, and of those that a restore is going to make. Makes nothing. */
  nameVolumes(operation: Operation, manifest: Manifest): Promise<{ before: VolumeNames; after: VolumeNames }>;
  /** Makes the volumes of a restore and fills them from the archives; those that are used now are not touched. */
  fill(operation: Operation, manifest: Manifest, folder: string, volumes: VolumeNames): Promise<void>;
  /**
   * Lets the instance use these volumes from now on, in one step; one without a state gets it from the manifest.
   *
   * @param unused names on the engine that `discard` is going to delete; the next `up` does when this command cannot
   */
  adopt(
    operation: Operation,
    manifest: Manifest | undefined,
    volumes: VolumeNames,
    unused: readonly string[],
  ): void;
  /** Deletes volumes by their names on the engine; what is not there is passed over, what cannot be deleted is noted. */
  discard(operation: Operation, names: readonly string[]): Promise<void>;
}
