import type { Manager } from "../../../src/faucet/acp/commands.ts";
import { MessageDoor } from "../../../src/faucet/acp/message-door.ts";
import type { Agent, AgentLimits } from "../../../src/faucet/agents/agent.ts";
import type { Delivery } from "../../../src/faucet/deliveries/delivery.ts";
import { DeliveryQueue } from "../../../src/faucet/deliveries/delivery-queue.ts";
import { DeliveryStore } from "../../../src/faucet/deliveries/delivery-store.ts";
import type { FaucetContext, FaucetCore } from "../../../src/faucet/faucet-context.ts";
import { deriveIdentity, type WalletIdentity } from "../../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../../src/faucet/identity/dev-accounts.ts";
import { Allowance } from "../../../src/faucet/limits/allowance.ts";
import { silentLog } from "../../../src/faucet/log.ts";
import { identityBinding, nametagBinding } from "../../../src/faucet/nostr/own-binding.ts";
import { RelayClient } from "../../../src/faucet/nostr/relay-client.ts";
import { RecipientResolver } from "../../../src/faucet/recipients/resolver.ts";
import { restDoor } from "../../../src/faucet/rest/rest-door.ts";
import { createStorageCheck } from "../../../src/faucet/state/storage-check.ts";
import { type HttpServer, startHttpServer } from "../../../src/http/server.ts";
import { eventually } from "./eventually.ts";
import { oneByOne } from "./one-by-one.ts";
import { ScriptedRelay } from "./scripted-relay.ts";

export interface TestFaucetOptions {
  deliver?: (delivery: Delivery) => Promise<string>;
  requestsPerMinute?: number;
  maxAmountPerDay?: number;
  apiKey?: string;
  requireApiKey?: boolean;
  manager?: Manager;
  answerTimeoutMs?: number;
  resolutionTimeoutMs?: number;
  /** What the agent takes at once; default: anything, item by item. */
  limits?: AgentLimits;
}

/** Both doors of a faucet with a scripted relay; minting is replaced by `deliver`. */
export interface TestFaucet {
  relay: ScriptedRelay;
  server: HttpServer;
  context: FaucetContext;
  identity: WalletIdentity;
  /** Another wallet, bound on the relay as `alice`. */
  alice: WalletIdentity;
  deliveries: Delivery[];
  /** Makes `core()` undefined, as before the trust base is there. */
  setStarted(started: boolean): void;
  close(): Promise<void>;
}

export async function startTestFaucet(options: TestFaucetOptions = {}): Promise<TestFaucet> {
  const [identity, alice] = await Promise.all(
    (await devAccounts(2)).map((account) => deriveIdentity(account.mnemonic)),
  );
  if (!identity || !alice) throw new Error("no accounts");
  const relay = await ScriptedRelay.start();
  relay.inject(nametagBinding(alice, "alice", `PROXY://${"ab".repeat(36)}`));
  relay.inject(identityBinding(alice));
  const timeoutMs = options.resolutionTimeoutMs ?? 10_000;
  const client = new RelayClient({ url: relay.url, answerTimeoutMs: timeoutMs });
  const store = new DeliveryStore({ memory: true });
  const deliveries: Delivery[] = [];
  let started = true;
  const context: FaucetContext = {
    identity,
    agentName: "builtin",
    relay: client,
    resolver: new RecipientResolver(client, {
      timeoutMs,
      testWallets: true,
    }),
    store,
    allowance: new Allowance(store.granted, {
      requestsPerMinute: options.requestsPerMinute ?? 0,
      maxAmountPerDay: options.maxAmountPerDay ?? 0,
    }),
    log: silentLog,
    core: () => (started ? core : undefined),
    genesisId: () => "ab".repeat(32),
    refusal: () => undefined,
    storageProblem: createStorageCheck(store, undefined),
    notReady: () => (started ? [] : ["the trust base is not available"]),
  };
  const messages = new MessageDoor(context, identity, options.manager);
  const deliver = options.deliver ?? (async ({ item }) => `event-${item}`);
  const queue = new DeliveryQueue(
    store,
    {
      batchSize: options.limits?.batchSize ?? 1,
      deliver: oneByOne((delivery) => {
        deliveries.push(delivery);
        return deliver(delivery);
      }),
      reply: (request) => messages.replyTo(request),
    },
    silentLog,
  );
  const agent: Partial<Agent> = {
    limits: options.limits ?? { batchSize: 1, maxItems: 1, maxItemUnits: undefined },
    presence: { announced: true, nametag: "faucet", lastError: undefined },
  };
  const core: FaucetCore = { queue, agent: agent as Agent };
  await eventually("the faucet is connected", () => client.connected);
  messages.open(core);
  await eventually("the message door is open", () => relay.subscriptionCount === 1);
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    handler: restDoor(context, {
      network: "testnet",
      publicUrl: undefined,
      apiKey: options.apiKey,
      requireApiKey: options.requireApiKey ?? false,
      maxHumanAmount: 1_000_000,
      answerTimeoutMs: options.answerTimeoutMs ?? 5_000,
    }),
  });
  return {
    relay,
    server,
    context,
    identity,
    alice,
    deliveries,
    setStarted: (value) => {
      started = value;
    },
    close: async () => {
      await server.close();
      client.close();
      await queue.close();
      store.close();
      await relay.close();
    },
  };
}
