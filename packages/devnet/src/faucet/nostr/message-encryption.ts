import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { sharedPointX } from "./shared-secret.ts";

const VERSION = 2;
const NONCE_BYTES = 24;
const MAC_BYTES = 16;
const MAX_MESSAGE_BYTES = 65_535;
const EMPTY = new Uint8Array(0);

/**
 * Encrypts like nostr-js-sdk 0.4.1, the messaging layer of sphere-sdk 0.6.14. It carries the version byte of NIP-44
 * but is another format: 24-byte nonce, ChaCha20-Poly1305 with its tag, and a conversation key from HKDF with the
 * sorted public keys as salt. nostr-tools' `nip44` cannot read it, and the SDK cannot read nostr-tools.
 *
 * @param conversationKey from {@link conversationKey}
 * @throws RangeError for an empty message or one over 65,535 bytes
 */
export function encryptMessage(message: string, conversationKey: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  const { key, iv } = messageKeys(conversationKey, nonce);
  const cipher = createCipheriv("chacha20-poly1305", key, iv, { authTagLength: MAC_BYTES });
  const encrypted = Buffer.concat([cipher.update(pad(Buffer.from(message, "utf8"))), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, encrypted, cipher.getAuthTag()]).toString("base64");
}

/**
 * Reverses {@link encryptMessage}.
 *
 * @throws Error when the payload is malformed, tampered with or for another key
 */
export function decryptMessage(payload: string, conversationKey: Uint8Array): string {
  const bytes = Buffer.from(payload, "base64");
  if (bytes[0] !== VERSION || bytes.length < 1 + NONCE_BYTES + 34 + MAC_BYTES) {
    throw new Error("The payload is not an encrypted message of version 2.");
  }
  const { key, iv } = messageKeys(conversationKey, bytes.subarray(1, 1 + NONCE_BYTES));
  const decipher = createDecipheriv("chacha20-poly1305", key, iv, { authTagLength: MAC_BYTES });
  decipher.setAuthTag(bytes.subarray(bytes.length - MAC_BYTES));
  const body = bytes.subarray(1 + NONCE_BYTES, bytes.length - MAC_BYTES);
  const padded = Buffer.concat([decipher.update(body), decipher.final()]);
  const length = padded.readUInt16BE(0);
  if (length < 1 || padded.length !== 2 + paddedLength(length)) throw new Error("The padding is wrong.");
  return padded.subarray(2, 2 + length).toString("utf8");
}

/**
 * Key that two parties share, the same from both sides.
 *
 * @param own x-only public key of `secretKey`, 64 hex characters
 * @param peer x-only public key of the other party
 */
export function conversationKey(secretKey: Uint8Array, own: string, peer: string): Uint8Array {
  const salt = Buffer.from(own <= peer ? own + peer : peer + own, "hex");
  return new Uint8Array(hkdfSync("sha256", sharedPointX(secretKey, peer), salt, "nip44-v2", 32));
}

function messageKeys(conversation: Uint8Array, nonce: Uint8Array): { key: Buffer; iv: Buffer } {
  const derived = Buffer.from(hkdfSync("sha256", conversation, nonce, EMPTY, 76));
  return { key: derived.subarray(0, 32), iv: derived.subarray(32, 44) };
}

function pad(message: Buffer): Buffer {
  if (message.length < 1 || message.length > MAX_MESSAGE_BYTES) {
    throw new RangeError(`A message has 1 to ${MAX_MESSAGE_BYTES} bytes, not ${message.length}.`);
  }
  const padded = Buffer.alloc(2 + paddedLength(message.length));
  padded.writeUInt16BE(message.length, 0);
  message.copy(padded, 2);
  return padded;
}

/** Padded size: a power of two is cut in eighths, at least 32 bytes (the SDK cuts every power, NIP-44 only those over 256). */
function paddedLength(length: number): number {
  if (length <= 32) return 32;
  const chunk = Math.max(32, 2 ** Math.ceil(Math.log2(length)) / 8);
  return Math.ceil(length / chunk) * chunk;
}
