import type { RootTrustBase } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import type { Delivery, FailureCode, StoredRequest } from "../deliveries/delivery.ts";
import type { FaucetContext, FaucetCore } from "../faucet-context.ts";
import type { WalletIdentity } from "../identity/derive-identity.ts";

/** How one delivery ended for good. */
export type Outcome = { eventId: string } | { failure: { code: FailureCode; message: string } };

/** What an agent takes at once. */
export interface AgentLimits {
  /** Items that are handed over together; a request is cut into batches of this size. */
  batchSize: number;
  /** Most items of a request. */
  maxItems: number;
  /** Largest amount of an item in base units; undefined: any. */
  maxItemUnits: bigint | undefined;
}

/** How far an agent is in making itself known. */
export interface AgentPresence {
  /** Wallets can find it, and it works off what it is given. */
  readonly announced: boolean;
  /** Its name, only when it is proven. */
  readonly nametag: string | undefined;
  /** Why it is not announced. */
  readonly lastError: string | undefined;
}

/** Who mints and hands over what the doors accepted. */
export interface Agent {
  readonly name: "builtin" | "upstream";
  readonly limits: AgentLimits;
  readonly presence: AgentPresence;
  /**
   * Carries one batch out. May be repeated with the same batch after an interruption.
   *
   * @param signal aborted when the outcome is of no use any more
   * @returns an outcome per delivery, in order; any error means: try again later
   */
  deliver(batch: readonly Delivery[], signal: AbortSignal): Promise<Outcome[]>;
  /** Tells the sender of a message how its request ended. */
  reply(request: StoredRequest): Promise<void>;
  /** Begins its work; resolves when it is announced, or stopped. */
  open(core: FaucetCore): Promise<void>;
  /** A relay was away and is back. */
  relayIsBack(): void;
  /** Store, relay and aggregator were set back to an earlier moment. Absent where the agent cannot go back with them. */
  startOver?(): void;
  /** Waits for what is being done; its signal is aborted before. */
  close(): Promise<void>;
}

/** What an agent gets from the faucet. */
export interface AgentTools {
  context: FaucetContext;
  identity: WalletIdentity;
  trustBase: RootTrustBase;
  /** Aborted when the faucet stops. */
  signal: AbortSignal;
}
