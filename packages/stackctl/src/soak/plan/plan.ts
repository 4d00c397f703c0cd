import type { Budget } from "../results/budget.ts";
import { drawFaults, type PlannedFault } from "./draw-faults.ts";

/** How tokens are handed over: proven before they are sent, or sent before they are proven. */
export const TRANSFER_MODES = ["conservative", "instant"] as const;
export type TransferMode = (typeof TRANSFER_MODES)[number];

/** What a soak is asked for. */
export interface SoakRequest {
  /** Part of every name that this soak gives: no other soak has it. Lower-case letters. */
  id: string;
  /** Where everything random comes from. */
  seed: string;
  /** Time under load, ms; bringing up and reconciling comes on top. */
  ms: number;
  wallets: number;
  transferMode: TransferMode;
  /** A fresh chain and fresh wallets after this time, ms; null keeps them. */
  wipeEveryMs: number | null;
  faults: boolean;
  /** Name of the instance; `created` when this soak makes and removes it. */
  instance: { name: string; created: boolean };
  /** Folder of the report. */
  report: string;
  budget: Budget;
}

/** The time between two wipes. */
export interface Epoch {
  ms: number;
  faults: PlannedFault[];
}

/** What a soak is going to do; printed by `--dry-run`. */
export interface SoakPlan extends SoakRequest {
  epochs: Epoch[];
}

/** A rest shorter than this is no epoch of its own, ms. */
const SHORTEST_EPOCH = 5_000;

/** Decides everything that does not depend on how the services answer. */
export function planSoak(request: SoakRequest): SoakPlan {
  const epochs = lengths(request.ms, request.wipeEveryMs).map((ms, index) => ({
    ms,
    faults: request.faults ? drawFaults(request.seed, index, ms) : [],
  }));
  return { ...request, epochs };
}

function lengths(total: number, each: number | null): number[] {
  if (each === null || each >= total) return [total];
  const whole = Array.from({ length: Math.floor(total / each) }, () => each);
  const rest = total - whole.length * each;
  if (rest >= SHORTEST_EPOCH) return [...whole, rest];
  return [...whole.slice(1), each + rest];
}
