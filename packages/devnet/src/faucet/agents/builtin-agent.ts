import type { Manager } from "../acp/commands.ts";
import { MessageDoor } from "../acp/message-door.ts";
import { DeliveryFailed, type DeliveryTools, deliver } from "../deliveries/deliver.ts";
import type { Delivery, StoredRequest } from "../deliveries/delivery.ts";
import { FirstAppearance } from "../deliveries/first-appearance.ts";
import type { FaucetCore } from "../faucet-context.ts";
import { FAUCET_DEFAULTS } from "../options.ts";
import { Presence } from "../presence/presence.ts";
import { AggregatorClient } from "../tokens/aggregator-client.ts";
import type { Agent, AgentTools, Outcome } from "./agent.ts";

export interface BuiltinAgentOptions {
  aggregatorUrl: string;
  aggregatorApiKey: string | undefined;
  /** Normalised name; undefined for none. */
  nametag: string | undefined;
  manager: Manager | undefined;
  /** Sends test wallets again what they could miss. */
  testWallets: boolean;
}

/** Mints by itself, with the npm packages of the SDK line, and takes requests by direct message too. */
export class BuiltinAgent implements Agent {
  readonly name = "builtin";
  readonly limits = { batchSize: 1, maxItems: 1, maxItemUnits: undefined };
  readonly presence: Presence;
  readonly #tools: DeliveryTools;
  readonly #messages: MessageDoor;
  readonly #appearances: FirstAppearance | undefined;

  constructor({ context, identity, trustBase, signal }: AgentTools, options: BuiltinAgentOptions) {
    const { relay, store, log } = context;
    const aggregator = new AggregatorClient({
      url: options.aggregatorUrl,
      apiKey: options.aggregatorApiKey,
      timeoutMs: FAUCET_DEFAULTS.aggregatorTimeoutMs,
      signal,
    });
    const certifier = { aggregator, trustBase, proofTimeoutMs: FAUCET_DEFAULTS.proofTimeoutMs, signal };
    const tools = { identity, certifier, relay };
    this.#tools = tools;
    this.#messages = new MessageDoor(context, identity, options.manager);
    this.presence = new Presence(tools, options.nametag, log);
    if (options.testWallets) {
      this.#appearances = new FirstAppearance({
        ...{ relay, store, log, signal },
        redeliver: (delivery, notBefore) => deliver(tools, delivery, { notBefore }),
      });
    }
  }

  async deliver(batch: readonly Delivery[], given: AbortSignal): Promise<Outcome[]> {
    const { certifier } = this.#tools;
    const signal = AbortSignal.any([certifier.signal, given]);
    const tools = { ...this.#tools, certifier: { ...certifier, signal } };
    return Promise.all(batch.map((delivery) => deliverOnce(tools, delivery)));
  }

  reply(request: StoredRequest): Promise<void> {
    return this.#messages.replyTo(request);
  }

  async open(core: FaucetCore): Promise<void> {
    this.#messages.open(core);
    this.#appearances?.watch();
    await this.presence.refresh();
  }

  relayIsBack(): void {
    void this.presence.refresh();
  }

  startOver(): void {
    this.#appearances?.startOver();
    void this.presence.refresh();
  }

  async close(): Promise<void> {
    await this.#appearances?.close();
  }
}

async function deliverOnce(tools: DeliveryTools, delivery: Delivery): Promise<Outcome> {
  try {
    return { eventId: await deliver(tools, delivery) };
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    return { failure: { code: error.code, message: error.message } };
  }
}
