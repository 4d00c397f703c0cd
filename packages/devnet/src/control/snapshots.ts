import { DevnetError } from "../errors.ts";
import type { ServiceName } from "./stack-control.ts";

/** State that can be set back; all of it happens at once, between two requests. */
export interface Revertible {
  /** Keeps the state of this moment. @returns what the other two know it by */
  take(): number;
  /** Makes a kept state the current one; it stays kept. */
  revert(mark: number): void;
  /** Gives a kept state up. */
  forget(mark: number): void;
}

/** A part of a snapshot of several services. */
export interface KeptSnapshot {
  /** The same in every service. */
  id: string;
  /** Of which the snapshot consists. */
  services: ServiceName[];
}

/** Each is a copy in memory. */
const MOST = 256;

/** The snapshots of one service, oldest first. */
export class Snapshots {
  readonly #state: Revertible;
  #kept: (KeptSnapshot & { mark: number })[] = [];

  constructor(state: Revertible) {
    this.#state = state;
  }

  list(): KeptSnapshot[] {
    return this.#kept.map(({ id, services }) => ({ id, services }));
  }

  /** @throws DevnetError `SNAPSHOTS_FULL` */
  take({ id, services }: KeptSnapshot): void {
    if (this.#kept.length >= MOST) throw full();
    this.#kept.push({ id, services, mark: this.#state.take() });
  }

  /** Later snapshots are gone then. @throws DevnetError `SNAPSHOT_UNKNOWN` */
  revert(id: string): void {
    const at = this.#kept.findIndex((kept) => kept.id === id);
    const kept = this.#kept[at];
    if (!kept) throw unknownSnapshot(id);
    this.#state.revert(kept.mark);
    for (const { mark } of this.#kept.splice(at + 1)) this.#state.forget(mark);
  }

  /** Does nothing when it is not known. */
  forget(id: string): void {
    const at = this.#kept.findIndex((kept) => kept.id === id);
    for (const { mark } of at < 0 ? [] : this.#kept.splice(at, 1)) this.#state.forget(mark);
  }
}

export function unknownSnapshot(id: string): DevnetError {
  return new DevnetError({
    code: "SNAPSHOT_UNKNOWN",
    what: "There is no such snapshot. Nothing was changed.",
    evidence: JSON.stringify(id.slice(0, 40)),
    cause:
      "It was dropped by a revert to an earlier one, or a service was restarted since: snapshots are in memory.",
    next: "Take a snapshot again.",
  });
}

function full(): DevnetError {
  return new DevnetError({
    code: "SNAPSHOTS_FULL",
    what: `${MOST} snapshots are kept already.`,
    next: "Forget those that are not needed any more; a revert to an earlier one drops the later ones.",
  });
}
