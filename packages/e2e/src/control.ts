import { E2eError } from "./errors.ts";
import type { ServiceName } from "./services.ts";

/** What goes wrong until `forMs` has passed or the fault is cleared. */
export type Fault =
  /** HTTP services answer with this status. */
  | { status: number; forMs?: number }
  /** Answers come this much later, ms. */
  | { latencyMs: number; forMs?: number }
  /** The relay says that it has taken an event, and keeps nothing. */
  | { dropWrites: true; forMs?: number };

/** What can be done to an embedded stack that runs. */
export interface StackControl {
  fault(service: ServiceName, fault: Fault): Promise<void>;
  clearFaults(service?: ServiceName): Promise<void>;
  /** `manual`: the aggregator makes a round only by `nextRound`. */
  setRounds(mode: "manual" | "automatic"): Promise<void>;
  /** @returns the block height after it */
  nextRound(): Promise<bigint>;
  /** @returns id of a copy of all that the running services hold */
  snapshot(): Promise<string>;
  /** Brings a copy back; later ones are dropped. */
  revert(id: string): Promise<void>;
}

/** Arguments of `up` that open the door for control. */
export const CONTROL_ARGUMENTS: readonly string[] = [];

/** @param folder of the instance @throws E2eError `CONTROL_UNAVAILABLE` */
export function connectControl(folder: string): StackControl {
  throw new E2eError({
    code: "CONTROL_UNAVAILABLE",
    what: "This version cannot inject faults or take snapshots of a running stack.",
    where: folder,
    next: "Use a newer version of @unicity-sphere/e2e.",
  });
}
