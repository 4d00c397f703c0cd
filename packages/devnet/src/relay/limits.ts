/** Bounds of the relay. Those of nostr-rs-relay have its defaults; the others keep one client from hurting the rest. */
export interface RelayLimits {
  /** Largest message that carries an event, bytes. */
  maxEventBytes: number;
  /** Largest message, bytes; four times as much ends the connection (close code 1009). */
  maxMessageBytes: number;
  /** Subscriptions of one connection (fixed in nostr-rs-relay). */
  maxSubscriptions: number;
  /** Characters of a subscription id (fixed in nostr-rs-relay). */
  maxSubscriptionIdLength: number;
  /** Filters of one REQ. */
  maxFilters: number;
  /** Seconds that `created_at` may be ahead (NIP-22); undefined: any. */
  rejectFutureSeconds?: number | undefined;
  /** Stored events that one filter returns at most. */
  maxStoredPerFilter: number;
  /** Open connections; more get HTTP 503. */
  maxConnections: number;
  /** Events of one connection that wait for their check; then the relay stops reading from it. */
  maxPendingEvents: number;
  /** Bytes of those events. */
  maxPendingBytes: number;
  /** Bytes that wait for a slow reader before it is disconnected. */
  maxSendBufferBytes: number;
  /** Time between two pings, ms; a peer that was silent for a whole interval is dropped. */
  pingIntervalMs: number;
}

export const DEFAULT_LIMITS: RelayLimits = {
  maxEventBytes: 262_144,
  maxMessageBytes: 262_144,
  maxSubscriptions: 32,
  maxSubscriptionIdLength: 256,
  maxFilters: 200,
  maxStoredPerFilter: 50_000,
  maxConnections: 4096,
  maxPendingEvents: 1000,
  maxPendingBytes: 4 * 1024 * 1024,
  maxSendBufferBytes: 16 * 1024 * 1024,
  pingIntervalMs: 25_000,
};
