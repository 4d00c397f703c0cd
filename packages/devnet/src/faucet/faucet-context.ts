import type { ErrorParts } from "../errors.ts";
import type { Agent } from "./agents/agent.ts";
import type { DeliveryQueue } from "./deliveries/delivery-queue.ts";
import type { DeliveryStore } from "./deliveries/delivery-store.ts";
import type { PublicIdentity } from "./identity/derive-identity.ts";
import type { Allowance } from "./limits/allowance.ts";
import type { Log } from "./log.ts";
import type { RelayAccess } from "./nostr/relay-access.ts";
import type { RecipientResolver } from "./recipients/resolver.ts";

/** What can be done once the trust base is known. */
export interface FaucetCore {
  queue: DeliveryQueue;
  agent: Agent;
}

/** The running faucet as its two doors see it. */
export interface FaucetContext {
  identity: PublicIdentity;
  agentName: Agent["name"];
  relay: RelayAccess;
  resolver: RecipientResolver;
  store: DeliveryStore;
  allowance: Allowance;
  log: Log;
  /** Undefined while the faucet waits for the trust base. */
  core(): FaucetCore | undefined;
  /** Network of the state, 64 hex characters; undefined before the first trust base. */
  genesisId(): string | undefined;
  /** Why the faucet serves nothing at all; undefined when it does. */
  refusal(): ErrorParts | undefined;
  /** Why no request can be stored; undefined when it can. */
  storageProblem(): string | undefined;
  /** Why the faucet is not ready yet, empty when it is. */
  notReady(): string[];
}
