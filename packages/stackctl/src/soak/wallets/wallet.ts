import type { Balance } from "../results/reconcile.ts";
import type { HeldVerdict } from "../results/verify-held.ts";
import type { Arrivals } from "./arrivals.ts";

/** Where the services are that a wallet uses. */
export interface Endpoints {
  relay: string;
  aggregator: string;
  faucet: string;
  /** File with the trust base of the aggregator. */
  trustBase: string;
}

/** A token that a wallet may send now. */
export interface HeldToken {
  /** Base units. */
  amount: bigint;
  /** Size of the token with its history, characters. */
  size: number;
}

/** A wallet as soak drives it. */
export interface SoakWallet {
  /** From 0. */
  readonly index: number;
  /** Its nametag, without `@`. */
  readonly name: string;
  readonly arrivals: Arrivals;
  /** Confirmed tokens of the coin. */
  tokens(): HeldToken[];
  /** Base units of the coin. */
  balance(): Balance;
  /** Sends base units of the coin to a nametag (`@bob`) or address. */
  send(recipient: string, amount: bigint, memo: string): Promise<void>;
  message(recipient: string, text: string): Promise<void>;
  /** Whether its relay is connected. */
  connected(): boolean;
  /** Has what came in unconfirmed certified. */
  certify(): Promise<void>;
  /**
   * Has the aggregator judge every confirmed token of the coin: nobody can send those that are certified as spent.
   *
   * @throws Error when nothing could be asked
   */
  judgeHeld(): Promise<HeldVerdict>;
  close(): Promise<void>;
}

export interface OpenRequest {
  index: number;
  name: string;
  /** Folder of this wallet alone. */
  folder: string;
  endpoints: Endpoints;
}

export type OpenWallet = (request: OpenRequest) => Promise<SoakWallet>;
