import type { Filter } from "nostr-tools/filter";
import type { NostrEvent } from "nostr-tools/pure";
import { createLimiter } from "../limiter.ts";
import { EventRejected, type RelayMember, RelayUnavailable } from "./relay-access.ts";
import { RelayConnection } from "./relay-connection.ts";

/** Relays of this network take 32 subscriptions per connection. */
const MAX_QUERIES_AT_A_TIME = 24;

interface Waiting {
  resolve: (message: string) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

interface Subscription {
  filters: () => Filter[];
  onEvent: (event: NostrEvent) => void;
  onEnd?: () => void;
}

export interface RelayClientOptions {
  /** `ws://…` or `wss://…`. */
  url: string;
  /** Longest wait for an OK or an EOSE, ms. */
  answerTimeoutMs: number;
  /** Called when the connection opens (true) or ends (false). */
  onStatus?: (connected: boolean) => void;
}

/**
 * A Nostr client for one relay: subscriptions survive reconnects, every publish waits for its OK. Reconnects by
 * itself with back-off until closed.
 */
export class RelayClient implements RelayMember {
  readonly #options: RelayClientOptions;
  readonly #connection: RelayConnection;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #pendingOks = new Map<string, Waiting>();
  readonly #limit = createLimiter(MAX_QUERIES_AT_A_TIME);
  #nextId = 0;

  constructor(options: RelayClientOptions) {
    this.#options = options;
    this.#connection = new RelayConnection(options.url, {
      onOpen: () => this.#resubscribe(),
      onMessage: (text) => this.#receive(text),
      onStatus: (connected) => this.#statusChanged(connected),
    });
  }

  get url(): string {
    return this.#options.url;
  }

  get members(): readonly RelayMember[] {
    return [this];
  }

  get connected(): boolean {
    return this.#connection.connected;
  }

  /**
   * Sends an event and waits for the relay's OK.
   *
   * @throws EventRejected for `OK false`
   * @throws RelayUnavailable without connection or answer
   */
  async publish(event: NostrEvent): Promise<void> {
    if (this.#pendingOks.has(event.id)) throw new RelayUnavailable("The event is already being published.");
    await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pendingOks.delete(event.id);
        reject(new RelayUnavailable(`The relay sent no OK within ${this.#options.answerTimeoutMs} ms.`));
      }, this.#options.answerTimeoutMs);
      this.#pendingOks.set(event.id, { resolve, reject, timer });
      if (this.#connection.send(["EVENT", event])) return;
      clearTimeout(timer);
      this.#pendingOks.delete(event.id);
      reject(new RelayUnavailable("The relay is not connected."));
    });
  }

  /**
   * The stored events that match, read until EOSE.
   *
   * @throws RelayUnavailable without connection or EOSE
   */
  query(filter: Filter): Promise<NostrEvent[]> {
    return this.#limit(() => this.#queryNow(filter));
  }

  #queryNow(filter: Filter): Promise<NostrEvent[]> {
    return new Promise((resolve, reject) => {
      const events: NostrEvent[] = [];
      const id = this.#newId("query");
      const timer = setTimeout(() => {
        this.#end(id);
        reject(new RelayUnavailable(`The relay sent no EOSE within ${this.#options.answerTimeoutMs} ms.`));
      }, this.#options.answerTimeoutMs);
      const onEnd = () => {
        clearTimeout(timer);
        this.#end(id);
        resolve(events);
      };
      this.#subscriptions.set(id, { filters: () => [filter], onEvent: (event) => events.push(event), onEnd });
      if (this.#connection.send(["REQ", id, filter])) return;
      clearTimeout(timer);
      this.#subscriptions.delete(id);
      reject(new RelayUnavailable("The relay is not connected."));
    });
  }

  /** Receives stored and live events until the client is closed; `filters` is asked again at each reconnect. */
  subscribe(filters: () => Filter[], onEvent: (event: NostrEvent) => void): void {
    const id = this.#newId("live");
    this.#subscriptions.set(id, { filters, onEvent });
    this.#connection.send(["REQ", id, ...filters()]);
  }

  /** Ends the connection and rejects what waits. */
  close(): void {
    this.#connection.close();
    this.#subscriptions.clear();
    this.#rejectPending("The client was closed.");
  }

  #resubscribe(): void {
    for (const [id, { filters }] of this.#subscriptions) this.#connection.send(["REQ", id, ...filters()]);
  }

  #statusChanged(connected: boolean): void {
    if (!connected) this.#rejectPending("The connection to the relay ended.");
    this.#options.onStatus?.(connected);
  }

  #rejectPending(reason: string): void {
    for (const { reject, timer } of this.#pendingOks.values()) {
      clearTimeout(timer);
      reject(new RelayUnavailable(reason));
    }
    this.#pendingOks.clear();
  }

  #receive(text: string): void {
    const message = parseMessage(text);
    if (!message) return;
    const [type, id] = message;
    if (type === "EVENT") this.#subscriptions.get(String(id))?.onEvent(message[2] as NostrEvent);
    else if (type === "EOSE") this.#subscriptions.get(String(id))?.onEnd?.();
    else if (type === "OK") this.#settle(String(id), message[2] === true, String(message[3] ?? ""));
  }

  #settle(eventId: string, accepted: boolean, reason: string): void {
    const waiting = this.#pendingOks.get(eventId);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#pendingOks.delete(eventId);
    if (accepted) waiting.resolve(reason);
    else waiting.reject(new EventRejected(reason));
  }

  #end(id: string): void {
    this.#subscriptions.delete(id);
    this.#connection.send(["CLOSE", id]);
  }

  #newId(purpose: string): string {
    this.#nextId += 1;
    return `${purpose}-${this.#nextId}`;
  }
}

function parseMessage(text: string): unknown[] | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
