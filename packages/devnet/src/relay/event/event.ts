import { hash } from "node:crypto";

/** A Nostr event (NIP-01). */
export interface NostrEvent {
  /** SHA-256 of the serialized event, 64 lower-case hex characters. */
  id: string;
  /** X-only public key of the author, 64 lower-case hex characters. */
  pubkey: string;
  /** Unix time in seconds, as the author says. */
  created_at: number;
  kind: number;
  tags: string[][];
  content: string;
  /** BIP-340 signature of the id, 128 lower-case hex characters. */
  sig: string;
}

/** The hash that must equal the event's id (NIP-01), as hex. */
export function eventHash(event: NostrEvent): string {
  const { pubkey, created_at, kind, tags, content } = event;
  return hash("sha256", JSON.stringify([0, pubkey, created_at, kind, tags, content]), "hex");
}

/** The event as it is stored and sent: known fields only, in the order of NIP-01. */
export function eventJson(event: NostrEvent): string {
  const { id, pubkey, created_at, kind, tags, content, sig } = event;
  return JSON.stringify({ id, pubkey, created_at, kind, tags, content, sig });
}
