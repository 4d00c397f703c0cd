import type { RootIdentity } from "../../identity/keys.ts";
import type { Verifier } from "../../verify/pool.ts";
import type { Chain } from "../chain/chain.ts";
import type { RoundClock } from "../rounds/round-clock.ts";
import type { Sequencer } from "../rounds/sequencer.ts";

/** What the methods work on. */
export interface RpcContext {
  chain: Chain;
  sequencer: Sequencer;
  clock: RoundClock;
  verifier: Verifier;
  identity: RootIdentity;
}

/** One JSON-RPC method: takes `params`, returns `result`, throws RpcError. */
export type RpcMethod = (params: unknown) => unknown;
