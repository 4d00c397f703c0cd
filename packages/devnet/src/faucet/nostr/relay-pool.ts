import type { Filter } from "nostr-tools/filter";
import type { NostrEvent } from "nostr-tools/pure";
import { answersSoon } from "./answers-soon.ts";
import { EventRejected, type RelayAccess, RelayUnavailable } from "./relay-access.ts";
import { RelayClient } from "./relay-client.ts";

/** How long the others may take after the first relay has answered, ms. */
const GRACE_MS = 1_500;
/** Received events that are remembered, so that one event of two relays is one. */
const REMEMBERED_EVENTS = 10_000;

export interface RelayPoolOptions {
  /** At least one, `ws://…` or `wss://…`. */
  urls: readonly string[];
  /** Longest wait for an OK or an EOSE, ms. */
  answerTimeoutMs: number;
  /** Called when the connection to a relay opens (true) or ends (false). */
  onStatus?: (url: string, connected: boolean) => void;
}

/** Several relays as one: writes to all, reads from all, and works as long as one of them does. */
export class RelayPool implements RelayAccess {
  readonly members: readonly RelayClient[];

  constructor({ urls, answerTimeoutMs, onStatus }: RelayPoolOptions) {
    this.members = urls.map(
      (url) => new RelayClient({ url, answerTimeoutMs, onStatus: (connected) => onStatus?.(url, connected) }),
    );
  }

  get connected(): boolean {
    return this.members.some((member) => member.connected);
  }

  /**
   * Sends an event to all relays; one OK is enough.
   *
   * @throws EventRejected when every relay refused it
   * @throws RelayUnavailable when none took it and one may do so later
   */
  async publish(event: NostrEvent): Promise<void> {
    await this.#askAll((member) => member.publish(event));
  }

  /** The events of all relays that answer, each once. @throws RelayUnavailable when none answers */
  async query(filter: Filter): Promise<NostrEvent[]> {
    const answers = await this.#askAll((member) => member.query(filter));
    return [...new Map(answers.flat().map((event) => [event.id + event.sig, event])).values()];
  }

  subscribe(filters: () => Filter[], onEvent: (event: NostrEvent) => void): void {
    const isNew = createRecentIds(REMEMBERED_EVENTS);
    for (const member of this.members) {
      member.subscribe(filters, (event) => isNew(event.id + event.sig) && onEvent(event));
    }
  }

  close(): void {
    for (const member of this.members) member.close();
  }

  async #askAll<T>(ask: (member: RelayClient) => Promise<T>): Promise<T[]> {
    const { members } = this;
    try {
      return await answersSoon(members.map(ask), GRACE_MS);
    } catch (error) {
      const reasons: unknown[] = error instanceof AggregateError ? error.errors : [error];
      if (reasons.length === 1) throw reasons[0];
      const text = reasons.map((reason, index) => `${members[index]?.url}: ${messageOf(reason)}`).join("; ");
      throw reasons.every((reason) => reason instanceof EventRejected)
        ? new EventRejected(text)
        : new RelayUnavailable(text);
    }
  }
}

/** A function that says whether an event is seen for the first time, in bounded memory. */
function createRecentIds(size: number): (id: string) => boolean {
  const ids = new Set<string>();
  return (id) => {
    if (ids.has(id)) return false;
    ids.add(id);
    if (ids.size > size) ids.delete(ids.values().next().value as string);
    return true;
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
