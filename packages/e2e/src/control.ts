import { join } from "node:path";
import { connectControl as connect } from "@unicity-sphere/stackctl/harness";
import type { ServiceName } from "./services.ts";

/** What goes wrong until `forMs` has passed or the fault is cleared. */
export type Fault =
  /** HTTP services answer with this status. */
  | { status: number; forMs?: number }
  /** Answers come this much later, ms. */
  | { latencyMs: number; forMs?: number }
  /** The relay says that it has taken an event, and keeps nothing. */
  | { dropWrites: true; forMs?: number };

export type RoundsMode = "manual" | "automatic";

/** What can be done to an embedded stack that runs. */
export interface StackControl {
  fault(service: ServiceName, fault: Fault): Promise<void>;
  clearFaults(service?: ServiceName): Promise<void>;
  /** `manual`: the aggregator makes a round only by `nextRound`. */
  setRounds(mode: RoundsMode): Promise<void>;
  getRounds(): Promise<RoundsMode>;
  /** @returns the block height after it */
  nextRound(): Promise<bigint>;
  /** @returns id of a copy of all that the running services hold */
  snapshot(): Promise<string>;
  /** Brings a copy back; later ones are dropped. */
  revert(id: string): Promise<void>;
  /** Gives a copy up: 256 are kept. */
  forget(id: string): Promise<void>;
}

/** Arguments of `up` that start the services with control. */
export const CONTROL_ARGUMENTS: readonly string[] = ["--control"];

/** Nothing is connected before the first call, which throws an error with a `code` when it fails. @param folder of the instance */
export const connectControl = (folder: string): StackControl => connect(join(folder, "control"));
