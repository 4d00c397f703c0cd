import type { Ledger } from "../results/ledger.ts";
import type { SoakWallet } from "../wallets/wallet.ts";
import type { Turns } from "./turns.ts";

/** What operations work with during one epoch. */
export interface World {
  /** Part of every id and name, so that no two epochs share one. */
  id: string;
  wallets: readonly SoakWallet[];
  faucetUrl: string;
  /** Where the faucet takes tokens back: its nametag or address. */
  faucetAddress: string;
  ledger: Ledger;
  /** Tokens go over the relay in turns, so that a restart of it can wait until none is on its way. */
  turns: { transfers: Turns; mints: Turns };
  /** A number that no other operation has. */
  unique(): number;
  /** Aborted when the load ends: what has begun is finished then by the reconciliation. */
  signal: AbortSignal;
  /** Longest time for an operation to end after that, ms. */
  afterLoadMs: number;
}

/** What operations work with, before the load begins. */
export type PreparedWorld = Omit<World, "signal" | "afterLoadMs">;

/** Time for something to arrive once it was sent, ms. */
export const ARRIVAL_TIMEOUT = 45_000;

/** The load has ended while the operation was waiting: it is no failure, and no success. */
export class Unfinished extends Error {}
