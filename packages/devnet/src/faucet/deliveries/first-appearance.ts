import { setTimeout as delay } from "node:timers/promises";
import type { NostrEvent } from "nostr-tools/pure";
import { DEV_WALLETS } from "../identity/dev-wallets.ts";
import type { Log } from "../log.ts";
import { BINDING_KIND, isGenuineBinding } from "../nostr/bindings.ts";
import type { RelayAccess } from "../nostr/relay-access.ts";
import { DeliveryFailed } from "./deliver.ts";
import type { Delivery } from "./delivery.ts";
import type { DeliveryStore } from "./delivery-store.ts";

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

export interface FirstAppearanceTools {
  relay: RelayAccess;
  store: DeliveryStore;
  log: Log;
  signal: AbortSignal;
  /** Publishes a delivery again as a new event, not older than `notBefore` (s since 1970). @returns id of the event */
  redeliver: (delivery: Delivery, notBefore: number) => Promise<string>;
}

/**
 * Hands the tokens of a test wallet over once more when it announces itself for the first time. sphere-sdk 0.6.14
 * may drop what was sent before its first start; but it publishes its binding only after its handlers are there and
 * its subscription has a `since` that is not later, so what is dated from the binding on always reaches it. The
 * tokens are the same ones, and the wallet ignores a token state that it has.
 */
export class FirstAppearance {
  readonly #tools: FirstAppearanceTools;
  readonly #working = new Map<string, Promise<void>>();
  #current = new AbortController();

  constructor(tools: FirstAppearanceTools) {
    this.#tools = tools;
  }

  /** Begins to watch the relay, also for what appeared while the faucet was down. */
  watch(): void {
    const authors = DEV_WALLETS.map(({ nostrPubkey }) => nostrPubkey);
    const known = new Set(authors);
    this.#tools.relay.subscribe(
      () => [{ kinds: [BINDING_KIND], authors }],
      (event) => known.has(event.pubkey) && this.#appeared(event),
    );
  }

  /** The store was set back: what is being sent belongs to it no longer. */
  startOver(): void {
    this.#current.abort();
    this.#current = new AbortController();
    this.#working.clear();
  }

  /** Waits for what is being sent; stop the signal first. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#working.values());
  }

  #appeared(event: NostrEvent): void {
    const { store } = this.#tools;
    const { pubkey, created_at } = event;
    if (this.#tools.signal.aborted || this.#working.has(pubkey) || store.hasAppeared(pubkey)) return;
    if (!isGenuineBinding(event)) return;
    const earlier = store.deliveriesTo(pubkey);
    const signal = AbortSignal.any([this.#tools.signal, this.#current.signal]);
    const work: Promise<void> = this.#redeliver(pubkey, earlier, created_at, signal).finally(() => {
      if (this.#working.get(pubkey) === work) this.#working.delete(pubkey);
    });
    work.catch(() => {});
    this.#working.set(pubkey, work);
  }

  async #redeliver(
    pubkey: string,
    deliveries: Delivery[],
    notBefore: number,
    signal: AbortSignal,
  ): Promise<void> {
    await Promise.all(deliveries.map((delivery) => this.#untilSent(delivery, notBefore, signal)));
    signal.throwIfAborted();
    this.#tools.store.markAppeared(pubkey, Date.now());
  }

  async #untilSent(delivery: Delivery, notBefore: number, signal: AbortSignal): Promise<void> {
    const { log, redeliver } = this.#tools;
    for (let pause = FIRST_RETRY_MS; ; pause = Math.min(pause * 2, LONGEST_RETRY_MS)) {
      signal.throwIfAborted();
      const fields = { request: delivery.requestId, item: delivery.item };
      try {
        log("redelivered", { ...fields, event_id: await redeliver(delivery, notBefore) });
        return;
      } catch (error) {
        signal.throwIfAborted();
        log("redelivery_error", { ...fields, error: error instanceof Error ? error.message : String(error) });
        if (error instanceof DeliveryFailed) return;
        await delay(pause, undefined, { signal });
      }
    }
  }
}
