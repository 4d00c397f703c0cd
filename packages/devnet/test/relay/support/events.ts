import { type EventTemplate, finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure";
import type { NostrEvent } from "../../../src/relay/event/event.ts";

/** Somebody who signs events with nostr-tools. */
export interface Author {
  pubkey: string;
  secretKey: Uint8Array;
  /** A signed event; kind 1, now, no tags and empty unless given. */
  sign(template?: Partial<EventTemplate>): NostrEvent;
}

export function author(): Author {
  const secretKey = generateSecretKey();
  return {
    pubkey: getPublicKey(secretKey),
    secretKey,
    sign: (template = {}) => {
      const { id, pubkey, created_at, kind, tags, content, sig } = finalizeEvent(
        { kind: 1, created_at: nowSeconds(), tags: [], content: "", ...template },
        secretKey,
      );
      return { id, pubkey, created_at, kind, tags, content, sig };
    },
  };
}

/** Unix time in seconds. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
