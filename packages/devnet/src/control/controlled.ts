import type { Faults } from "./faults.ts";
import type { Revertible } from "./snapshots.ts";
import type { FaultKind, RoundsMode, ServiceName } from "./stack-control.ts";

/** What control needs of a service. */
export interface Controlled {
  service: ServiceName;
  faults: Faults;
  /** Faults that the service can show. */
  kinds: readonly FaultKind[];
  state: Revertible;
  /** Only of a service that seals rounds. */
  rounds?: {
    readonly mode: RoundsMode;
    set(mode: RoundsMode): void;
    /** @returns height after it */
    next(): number;
  };
}

/**
 * Opens the control of a service when a folder is given; without one its code is not even loaded.
 *
 * @returns closes it again
 * @throws DevnetError `CONTROL_PATH_TOO_LONG`, `CONTROL_FOLDER_UNUSABLE`, `CONTROL_TAKEN`
 */
export async function openControl(
  folder: string | undefined,
  controlled: Controlled,
): Promise<() => Promise<void>> {
  if (folder === undefined) return async () => {};
  const { serveControl } = await import("./serve-control.ts");
  return serveControl(folder, controlled);
}
