import { finalizeEvent, generateSecretKey, type NostrEvent } from "nostr-tools/pure";

export type { NostrEvent };

/** Ephemeral events (NIP-16) are passed on and not stored: a check leaves nothing in the relay. */
const EPHEMERAL_KIND = 20_777;

/** An ephemeral event signed by a key that is thrown away. @param now seconds since 1970 */
export function createEphemeralEvent(content: string, now: number): NostrEvent {
  return finalizeEvent({ kind: EPHEMERAL_KIND, created_at: now, tags: [], content }, generateSecretKey());
}
