import { createECDH, createHash, randomBytes } from "node:crypto";

/** A signed Nostr event (NIP-01). */
export interface NostrEvent {
  id: string;
  pubkey: string;
  created_at: number;
  kind: number;
  tags: string[][];
  content: string;
  sig: string;
}

/** Order of the group of secp256k1. */
const ORDER = 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fffe_baae_dce6_af48_a03b_bfd2_5e8c_d036_4141n;

/** Ephemeral events (NIP-16) are passed on and not stored: a check leaves nothing in the relay. */
const EPHEMERAL_KIND = 20_777;

/** An ephemeral event signed by a key that is thrown away. @param now seconds since 1970 */
export function createEphemeralEvent(content: string, now: number): NostrEvent {
  const secret = randomScalar();
  const { x: pubkey, scalar } = evenPoint(secret);
  const unsigned = [0, pubkey.toString("hex"), now, EPHEMERAL_KIND, [], content];
  const id = createHash("sha256").update(JSON.stringify(unsigned)).digest();
  return {
    id: id.toString("hex"),
    pubkey: pubkey.toString("hex"),
    created_at: now,
    kind: EPHEMERAL_KIND,
    tags: [],
    content,
    sig: signSchnorr(id, scalar, pubkey).toString("hex"),
  };
}

/**
 * BIP-340 with a random nonce. Not constant-time, so only for keys that are used once; the points are computed by
 * OpenSSL, which keeps a curve library out of the start-up time.
 */
function signSchnorr(message: Buffer, secret: bigint, pubkey: Buffer): Buffer {
  const nonce = evenPoint(randomScalar());
  const challenge = toScalar(taggedHash("BIP0340/challenge", nonce.x, pubkey, message));
  const s = (nonce.scalar + challenge * secret) % ORDER;
  return Buffer.concat([nonce.x, toBytes(s)]);
}

/** The x coordinate of scalar·G, with the scalar negated when y is odd. */
function evenPoint(scalar: bigint): { x: Buffer; scalar: bigint } {
  const curve = createECDH("secp256k1");
  curve.setPrivateKey(toBytes(scalar));
  const point = curve.getPublicKey(null, "compressed");
  return { x: point.subarray(1), scalar: point[0] === 2 ? scalar : ORDER - scalar };
}

function taggedHash(tag: string, ...parts: Buffer[]): Buffer {
  const name = createHash("sha256").update(tag).digest();
  return createHash("sha256")
    .update(Buffer.concat([name, name, ...parts]))
    .digest();
}

/** From 1 to the order less one. */
function randomScalar(): bigint {
  return (BigInt(`0x${randomBytes(48).toString("hex")}`) % (ORDER - 1n)) + 1n;
}

function toScalar(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`) % ORDER;
}

function toBytes(scalar: bigint): Buffer {
  return Buffer.from(scalar.toString(16).padStart(64, "0"), "hex");
}
