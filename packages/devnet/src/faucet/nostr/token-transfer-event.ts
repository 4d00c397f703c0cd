import { finalizeEvent, type NostrEvent } from "nostr-tools/pure";
import { encryptPayload } from "./payload-encryption.ts";

/** Kind of an event that hands a token over. */
export const TOKEN_TRANSFER_KIND = 31113;

/** The two halves of a handed-over token, each as JSON text. */
export interface TokenTransferPayload {
  /** The token as it was before the transfer. */
  sourceToken: string;
  /** Transfer transaction with its inclusion proof. */
  transferTx: string;
  memo?: string;
}

/**
 * The event that delivers a token, in the form that sphere-sdk 0.6.14 takes. It is replaceable by its `d` tag: sent
 * twice with the same tag the relay keeps one.
 *
 * @param recipient x-only Nostr key, 64 hex characters
 * @param d unique per delivery
 * @param notBefore earliest `created_at`, s since 1970; now when that is later
 */
export function tokenTransferEvent(
  secretKey: Uint8Array,
  recipient: string,
  d: string,
  payload: TokenTransferPayload,
  notBefore = 0,
): NostrEvent {
  const content = encryptPayload(`token_transfer:${JSON.stringify(payload)}`, secretKey, recipient);
  const tags = [
    ["p", recipient],
    ["d", d],
    ["type", "token_transfer"],
  ];
  const created_at = Math.max(Math.floor(Date.now() / 1000), notBefore);
  return finalizeEvent({ kind: TOKEN_TRANSFER_KIND, created_at, tags, content }, secretKey);
}
