import { isDeepStrictEqual } from "node:util";
import type { Filter } from "../filter/filter.ts";
import type { MatchableEvent } from "../filter/match.ts";
import type { RelayLimits } from "../limits.ts";
import type { RelayMetrics } from "../metrics.ts";
import { eventMessage, NOTICES, tooManyFilters } from "../protocol/relay-message.ts";
import type { EventStore } from "../store/event-store.ts";
import { sendStoredEvents } from "./stored-events.ts";
import { isInterested, type Subscription } from "./subscription.ts";

export interface SubscriptionsOptions {
  limits: RelayLimits;
  metrics: RelayMetrics;
  store: EventStore;
  /** Unix time in seconds. */
  now(): number;
  /** Sends a message; calls back when the network took it. */
  send(message: string, taken?: () => void): void;
  /** Tells the client why a REQ was not accepted. */
  refuse(text: string): void;
  /** More waits for this reader than the relay keeps. */
  overflow(): void;
}

/** The subscriptions of one connection (NIP-01, with the limits and silences of nostr-rs-relay). */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #open = new Map<string, Subscription>();

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /**
   * A REQ: the same one again is ignored, another one under the same id replaces the first.
   *
   * @throws when the database cannot answer it; the subscriptions are then as before
   */
  open(id: string, filters: readonly Filter[]): void {
    const { limits, metrics, refuse, store, now } = this.#options;
    const known = this.#open.get(id);
    if (known && isDeepStrictEqual(known.filters, filters)) return;
    metrics.requests += 1;
    if (id.length > limits.maxSubscriptionIdLength) {
      refuse(NOTICES.subscriptionIdTooLong);
      return;
    }
    if (filters.length > limits.maxFilters) {
      refuse(tooManyFilters(limits.maxFilters));
      return;
    }
    if (!known && this.#open.size >= limits.maxSubscriptions) {
      refuse(NOTICES.tooManySubscriptions);
      return;
    }
    const stored = store.find(filters, now()); // first: what cannot be read leaves nothing open
    if (!known) metrics.subscriptionsActive += 1;
    const subscription: Subscription = { id, filters, waiting: [], waitingSize: 0 };
    this.#open.set(id, subscription);
    this.#sendStored(subscription, stored);
  }

  close(id: string): void {
    if (this.#open.delete(id)) this.#options.metrics.subscriptionsActive -= 1;
  }

  /** The connection is gone. */
  clear(): void {
    this.#options.metrics.subscriptionsActive -= this.#open.size;
    this.#open.clear();
  }

  /** Sends a new event, after the stored ones where those are still on their way. */
  deliver(event: MatchableEvent, json: string): void {
    for (const subscription of this.#open.values()) {
      if (!isInterested(subscription, event)) continue;
      const message = eventMessage(subscription.id, json);
      if (subscription.waiting) this.#wait(subscription, message);
      else {
        this.#options.metrics.eventsSentLive += 1;
        this.#options.send(message);
      }
    }
  }

  #sendStored(subscription: Subscription, rows: readonly number[]): void {
    const { store, send, metrics } = this.#options;
    sendStoredEvents({
      subscriptionId: subscription.id,
      rows,
      read: (row) => store.json(row),
      send,
      wanted: () => this.#open.get(subscription.id) === subscription,
      onSent: (count) => {
        metrics.eventsSentStored += count;
      },
      onEnd: () => {
        const { waiting = [] } = subscription;
        subscription.waiting = undefined;
        metrics.eventsSentLive += waiting.length;
        for (const message of waiting) send(message);
      },
    });
  }

  #wait(subscription: Subscription, message: string): void {
    subscription.waiting?.push(message);
    subscription.waitingSize += message.length;
    if (subscription.waitingSize > this.#options.limits.maxSendBufferBytes) this.#options.overflow();
  }
}
