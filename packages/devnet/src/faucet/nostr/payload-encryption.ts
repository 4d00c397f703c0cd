import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { sharedPointX } from "./shared-secret.ts";

/** Longer plaintexts are compressed. */
const COMPRESSION_THRESHOLD_BYTES = 1024;
const COMPRESSED_PREFIX = "gz:";
/** A decompressed payload past this size is refused. */
const MAX_PLAINTEXT_BYTES = 4 * 1024 * 1024;

/**
 * Encrypts like nostr-js-sdk 0.4.1 does for the kinds 31113–31116. It looks like NIP-04
 * (`base64(ciphertext)?iv=base64(iv)`, AES-256-CBC) with two differences: the key is the SHA-256 of the shared x
 * coordinate, and plaintexts over 1 KiB are gzipped and marked with `gz:`.
 *
 * @param recipient x-only public key, 64 hex characters
 */
export function encryptPayload(plaintext: string, secretKey: Uint8Array, recipient: string): string {
  const plain = Buffer.from(plaintext, "utf8");
  const packed = plain.length > COMPRESSION_THRESHOLD_BYTES ? gzipSync(plain) : plain;
  const compressed = packed.length < plain.length;
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", encryptionKey(secretKey, recipient), iv);
  const encrypted = Buffer.concat([cipher.update(compressed ? packed : plain), cipher.final()]);
  return `${compressed ? COMPRESSED_PREFIX : ""}${encrypted.toString("base64")}?iv=${iv.toString("base64")}`;
}

/**
 * Reverses {@link encryptPayload}.
 *
 * @param sender x-only public key, 64 hex characters
 * @throws Error when the content is malformed, for another key, or too large
 */
export function decryptPayload(content: string, secretKey: Uint8Array, sender: string): string {
  const compressed = content.startsWith(COMPRESSED_PREFIX);
  const [data, iv] = (compressed ? content.slice(COMPRESSED_PREFIX.length) : content).split("?iv=");
  if (!data || !iv) throw new Error("The content is not an encrypted payload.");
  const decipher = createDecipheriv(
    "aes-256-cbc",
    encryptionKey(secretKey, sender),
    Buffer.from(iv, "base64"),
  );
  const plain = Buffer.concat([decipher.update(Buffer.from(data, "base64")), decipher.final()]);
  return (compressed ? gunzipSync(plain, { maxOutputLength: MAX_PLAINTEXT_BYTES }) : plain).toString("utf8");
}

function encryptionKey(secretKey: Uint8Array, publicKey: string): Buffer {
  return createHash("sha256").update(sharedPointX(secretKey, publicKey)).digest();
}
