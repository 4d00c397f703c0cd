import { setTimeout as delay } from "node:timers/promises";
import type { Outcome } from "../agents/agent.ts";
import { createLimiter } from "../limiter.ts";
import type { Log } from "../log.ts";
import { type Delivery, type DeliveryRequest, isSettled, type StoredRequest } from "./delivery.ts";
import type { DeliveryStore } from "./delivery-store.ts";

const CONCURRENT_DELIVERIES = 8;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
/** Requests in work past which new ones are refused. */
const MAX_UNFINISHED = 1_000;

/** Too much is waiting; the request was not accepted. */
export class QueueFull extends Error {}

/** The faucet was set back to a moment before the request. */
export class RequestUndone extends Error {}

/** What the queue calls; each may be repeated after an error. */
export interface DeliveryActions {
  /** Deliveries that are carried out together. */
  batchSize: number;
  /** @param signal aborted when the outcome is of no use any more @returns an outcome per delivery, in order */
  deliver: (batch: readonly Delivery[], signal: AbortSignal) => Promise<Outcome[]>;
  /** Tells the sender of a message how it ended. */
  reply: (request: StoredRequest) => Promise<void>;
}

/** A request under way. */
interface Work {
  /** The request when it is settled. */
  done: Promise<StoredRequest>;
  /** Those who wait for it wait for this instead. */
  follow: (other: Promise<StoredRequest>) => void;
}

/**
 * Works requests off until each is settled: the store first, then the token. Errors that may pass are retried with
 * back-off for as long as the faucet lives, and again after its restart.
 */
export class DeliveryQueue {
  readonly #store: DeliveryStore;
  readonly #actions: DeliveryActions;
  readonly #log: Log;
  readonly #limit = createLimiter(CONCURRENT_DELIVERIES);
  readonly #working = new Map<string, Work>();
  readonly #lastErrors = new Map<string, string>();
  #stopped = new AbortController();

  constructor(store: DeliveryStore, actions: DeliveryActions, log: Log) {
    this.#store = store;
    this.#actions = actions;
    this.#log = log;
  }

  /** Requests that are not finished. */
  get size(): number {
    return this.#working.size;
  }

  /** Continues what an earlier process left. @returns how many requests */
  resume(): number {
    const unfinished = this.#store.unfinished();
    for (const request of unfinished) this.#start(request);
    return unfinished.length;
  }

  /**
   * Commits a request and starts it; the same id again returns the first one.
   *
   * @throws QueueFull
   */
  accept(request: DeliveryRequest, messageHash?: string): StoredRequest {
    if (this.#working.size >= MAX_UNFINISHED)
      throw new QueueFull("Too many requests are waiting; try later.");
    const { stored } = this.#store.accept(request, Date.now(), messageHash);
    if (!isSettled(stored) || (stored.replyTo && !stored.replied)) this.#start(stored);
    return stored;
  }

  /**
   * The request when it is settled, or as it is after `timeoutMs`.
   *
   * @throws RequestUndone
   */
  async settled(id: string, timeoutMs: number): Promise<StoredRequest> {
    const expired = new AbortController();
    const timeout = delay(timeoutMs, undefined, { signal: expired.signal });
    await Promise.race([this.#working.get(id)?.done, timeout]).catch(() => {});
    expired.abort();
    timeout.catch(() => {});
    const request = this.#store.find(id);
    if (!request) throw new RequestUndone("The faucet was set back to a snapshot without this request.");
    return request;
  }

  /** Why the last attempt of an unfinished request did not work. */
  lastError(id: string): string | undefined {
    return this.#lastErrors.get(id);
  }

  /**
   * Gives up what is under way, and continues what is unfinished in the store that `restore` brings back.
   *
   * @throws the error of `restore`, after it went on with the store as it is
   */
  startOver(restore: () => void): void {
    const undone = new RequestUndone("The faucet was set back to a snapshot.");
    const givenUp = [...this.#working];
    this.#stopped.abort(undone);
    this.#stopped = new AbortController();
    this.#working.clear();
    this.#lastErrors.clear();
    try {
      restore();
    } finally {
      this.resume();
      for (const [id, { follow }] of givenUp) follow(this.#working.get(id)?.done ?? Promise.reject(undone));
    }
  }

  /** Ends the retries; unfinished requests stay in the store. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await Promise.allSettled([...this.#working.values()].map(({ done }) => done));
  }

  #start(request: StoredRequest): void {
    if (this.#working.has(request.id)) return;
    const { promise, resolve, reject } = Promise.withResolvers<StoredRequest>();
    const work: Work = { done: promise, follow: resolve };
    this.#working.set(request.id, work);
    const end = () => {
      if (this.#working.get(request.id) !== work) return;
      this.#working.delete(request.id);
      this.#lastErrors.delete(request.id);
    };
    promise.then(end, end);
    this.#work(request, this.#stopped.signal).then(resolve, reject);
  }

  async #work(request: StoredRequest, signal: AbortSignal): Promise<StoredRequest> {
    const unsettled = batchesOf(request.deliveries, this.#actions.batchSize).filter((batch) =>
      batch.some((delivery) => delivery.state === "pending"),
    );
    await Promise.all(
      unsettled.map((batch) => this.#retry(request.id, signal, () => this.#deliver(batch, signal))),
    );
    const settled = this.#store.find(request.id) ?? request;
    if (settled.replyTo && !settled.replied) {
      await this.#retry(request.id, signal, () => this.#actions.reply(settled));
      refuseUndone(signal);
      this.#store.markReplied(request.id);
    }
    return settled;
  }

  async #deliver(batch: readonly Delivery[], signal: AbortSignal): Promise<void> {
    const outcomes = await this.#limit(() => {
      signal.throwIfAborted();
      return this.#actions.deliver(batch, signal);
    });
    refuseUndone(signal);
    for (const [index, delivery] of batch.entries()) {
      const outcome = outcomes[index];
      if (!outcome) throw new Error(`There is no outcome for item ${delivery.item}.`);
      if (delivery.state === "pending") this.#settle(delivery, outcome);
    }
  }

  #settle(delivery: Delivery, outcome: Outcome): void {
    const fields = { request: delivery.requestId, item: delivery.item };
    if ("eventId" in outcome) {
      this.#store.markDelivered(delivery, outcome.eventId);
      this.#log("delivered", { ...fields, event_id: outcome.eventId });
    } else {
      const { code, message } = outcome.failure;
      this.#store.markFailed(delivery, code, message);
      this.#log("delivery_failed", { ...fields, code, error: message });
    }
  }

  async #retry(requestId: string, signal: AbortSignal, task: () => Promise<void>): Promise<void> {
    for (let pause = FIRST_RETRY_MS; ; pause = Math.min(pause * 2, LONGEST_RETRY_MS)) {
      signal.throwIfAborted();
      try {
        return await task();
      } catch (error) {
        signal.throwIfAborted();
        const message = error instanceof Error ? error.message : String(error);
        this.#lastErrors.set(requestId, message);
        this.#log("delivery_retry", { request: requestId, in_ms: pause, error: message });
        await delay(pause, undefined, { signal });
      }
    }
  }
}

/** The outcome of what was given up means nothing to the store as it is now. @throws RequestUndone */
function refuseUndone(signal: AbortSignal): void {
  if (signal.reason instanceof RequestUndone) throw signal.reason;
}

/** The same batches at each try, also when a part is settled. */
function batchesOf(deliveries: readonly Delivery[], size: number): Delivery[][] {
  const count = Math.ceil(deliveries.length / size);
  return Array.from({ length: count }, (_, index) => deliveries.slice(index * size, (index + 1) * size));
}
