import { secp256k1 } from "@noble/curves/secp256k1.js";
import { finalizeEvent, generateSecretKey, type NostrEvent } from "nostr-tools/pure";

export type { NostrEvent };

// A table of the curve pays for many signatures, and a check makes one.
secp256k1.Point.BASE.precompute(2);

/** Ephemeral events (NIP-16) are passed on and not stored: a check leaves nothing in the relay. */
const EPHEMERAL_KIND = 20_777;

/** An ephemeral event signed by a key that is thrown away. @param now seconds since 1970 */
export function createEphemeralEvent(content: string, now: number): NostrEvent {
  return finalizeEvent({ kind: EPHEMERAL_KIND, created_at: now, tags: [], content }, generateSecretKey());
}
