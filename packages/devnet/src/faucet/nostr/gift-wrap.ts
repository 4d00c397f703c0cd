import { randomBytes, randomInt } from "node:crypto";
import { finalizeEvent, getEventHash, getPublicKey, type NostrEvent, verifyEvent } from "nostr-tools/pure";
import { z } from "zod";
import { conversationKey, decryptMessage, encryptMessage } from "./message-encryption.ts";

/** NIP-59 kinds and the chat message of NIP-17. */
export const GIFT_WRAP_KIND = 1059;
const SEAL_KIND = 13;
const CHAT_KIND = 14;

/** Seal and wrap carry a time up to two days off, so that a relay learns nothing from it (NIP-59). */
export const TIMESTAMP_SPREAD_S = 2 * 24 * 60 * 60;

const Rumor = z.object({
  pubkey: z.string(),
  created_at: z.number(),
  kind: z.number(),
  tags: z.array(z.array(z.string())),
  content: z.string(),
});

/** A direct message after unwrapping. */
export interface DirectMessage {
  /** Proven sender, x-only, 64 hex characters. */
  sender: string;
  content: string;
  /** Time the sender claims, seconds. */
  createdAt: number;
}

/** Who signs: secret key and its x-only public key. */
export interface NostrKeys {
  secretKey: Uint8Array;
  nostrPubkey: string;
}

/** Wraps a chat message for one recipient: rumor (14) in a seal (13) in a gift wrap (1059), NIP-17 with the SDK's encryption. */
export function wrapMessage(from: NostrKeys, recipient: string, content: string): NostrEvent {
  const unsigned = {
    pubkey: from.nostrPubkey,
    created_at: nowSeconds(),
    kind: CHAT_KIND,
    tags: [["p", recipient]],
    content,
  };
  const rumor = { id: getEventHash(unsigned), ...unsigned };
  const sealKey = conversationKey(from.secretKey, from.nostrPubkey, recipient);
  const seal = finalizeEvent(
    {
      kind: SEAL_KIND,
      created_at: spreadTime(),
      tags: [],
      content: encryptMessage(JSON.stringify(rumor), sealKey),
    },
    from.secretKey,
  );
  const ephemeral = new Uint8Array(randomBytes(32));
  const wrapKey = conversationKey(ephemeral, getPublicKey(ephemeral), recipient);
  return finalizeEvent(
    {
      kind: GIFT_WRAP_KIND,
      created_at: spreadTime(),
      tags: [["p", recipient]],
      content: encryptMessage(JSON.stringify(seal), wrapKey),
    },
    ephemeral,
  );
}

/**
 * Opens a gift wrap that is addressed to `to`. The seal's id and signature are checked and the rumor must name the
 * seal's author (NIP-17), so the sender is proven.
 *
 * @returns undefined when the content is no chat message (receipts, typing)
 * @throws Error when it is not for this key, malformed or forged
 */
export function unwrapMessage(wrap: NostrEvent, to: NostrKeys): DirectMessage | undefined {
  const wrapKey = conversationKey(to.secretKey, to.nostrPubkey, wrap.pubkey);
  const seal = JSON.parse(decryptMessage(wrap.content, wrapKey)) as NostrEvent;
  if (seal.kind !== SEAL_KIND || !verifyEvent(seal)) throw new Error("The seal is not valid.");
  const sealKey = conversationKey(to.secretKey, to.nostrPubkey, seal.pubkey);
  const rumor = Rumor.parse(JSON.parse(decryptMessage(seal.content, sealKey)));
  if (rumor.pubkey !== seal.pubkey) throw new Error("The message names another author than its seal.");
  if (rumor.kind !== CHAT_KIND) return undefined;
  return { sender: seal.pubkey, content: rumor.content, createdAt: rumor.created_at };
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function spreadTime(): number {
  return nowSeconds() - randomInt(TIMESTAMP_SPREAD_S);
}
