import type { Filter } from "nostr-tools/filter";
import type { NostrEvent } from "nostr-tools/pure";

/** A relay refused an event for good (`OK false`); sending it again is useless. */
export class EventRejected extends Error {}

/** No connection, or no answer in time; the same call may succeed later. */
export class RelayUnavailable extends Error {}

/** What the faucet does with a relay, or with several as if they were one. */
export interface RelayAccess {
  /** One relay at least takes messages. */
  readonly connected: boolean;
  /** Each relay by itself. */
  readonly members: readonly RelayMember[];
  /**
   * Sends an event and waits for the OK.
   *
   * @throws EventRejected for `OK false`
   * @throws RelayUnavailable without connection or answer
   */
  publish(event: NostrEvent): Promise<void>;
  /**
   * The stored events that match, read until EOSE.
   *
   * @throws RelayUnavailable without connection or EOSE
   */
  query(filter: Filter): Promise<NostrEvent[]>;
  /** Receives stored and live events until closed; `filters` is asked again at each reconnect. */
  subscribe(filters: () => Filter[], onEvent: (event: NostrEvent) => void): void;
  /** Ends the connections and rejects what waits. */
  close(): void;
}

/** One relay of those that are used. */
export interface RelayMember extends RelayAccess {
  /** `ws://…` or `wss://…`. */
  readonly url: string;
}
