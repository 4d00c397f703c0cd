import { createECDH, createHmac } from "node:crypto";

/** Order of the group of secp256k1 (SEC 2). */
export const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * Deterministic ECDSA (RFC 6979) on OpenSSL's curve: node:crypto's own signing is neither deterministic nor gives V.
 * A library for it would cost an idle service 13 MB and 30 ms of its start. Not constant-time: for the keys of
 * development chains, on a machine that their owner has.
 *
 * @param digest 32 bytes
 * @param privateKey 32 bytes, valid
 * @returns R‖S‖V, 65 bytes, low S
 */
export function signDeterministically(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const z = toNumber(digest) % ORDER;
  const d = toNumber(privateKey);
  for (const nonce of nonces(toBytes(z), privateKey)) {
    const point = createECDH("secp256k1");
    point.setPrivateKey(nonce);
    const encoded = point.getPublicKey(null, "compressed");
    const x = toNumber(encoded.subarray(1));
    const r = x % ORDER;
    const s = (inverse(toNumber(nonce)) * (z + r * d)) % ORDER;
    if (r === 0n || s === 0n) continue;
    const high = s > ORDER / 2n;
    const odd = encoded[0] === 3;
    const v = (odd === high ? 0 : 1) | (x >= ORDER ? 2 : 0);
    return Uint8Array.from([...toBytes(r), ...toBytes(high ? ORDER - s : s), v]);
  }
  throw new Error("unreachable: the nonces never end");
}

/** The candidates for k of RFC 6979 §3.2. */
function* nonces(reducedDigest: Uint8Array, privateKey: Uint8Array): Generator<Uint8Array> {
  let key = Buffer.alloc(32);
  let value = Buffer.alloc(32, 1);
  const hmac = (...parts: Uint8Array[]) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();
  for (const round of [0, 1]) {
    key = hmac(value, Uint8Array.of(round), privateKey, reducedDigest);
    value = hmac(value);
  }
  for (;;) {
    value = hmac(value);
    const k = toNumber(value);
    if (k > 0n && k < ORDER) yield value;
    key = hmac(value, Uint8Array.of(0));
    value = hmac(value);
  }
}

/** Inverse modulo the (prime) order, by Euclid's algorithm. */
function inverse(number: bigint): bigint {
  let [a, b, u, v] = [number % ORDER, ORDER, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, u, v] = [b - quotient * a, a, v - quotient * u, u];
  }
  return ((u % ORDER) + ORDER) % ORDER;
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

function toBytes(number: bigint): Uint8Array {
  return Buffer.from(number.toString(16).padStart(64, "0"), "hex");
}
