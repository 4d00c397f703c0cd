import { createHash } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createPrivateKey,
  isPrivateKey,
  publicKeyOf,
  signDigest,
  verifySignature,
} from "../../src/identity/secp256k1.ts";

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

test("signs exactly as noble-curves does (RFC 6979, low S, recovery id)", () => {
  const extremes = fc.constantFrom(
    new Uint8Array(32),
    new Uint8Array(32).fill(255),
    new Uint8Array(Buffer.from(ORDER, "hex")),
  );
  fc.assert(
    fc.property(fc.oneof(bytes32, extremes), bytes32.filter(isPrivateKey), (digest, key) => {
      const recovered = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
      expect(signDigest(digest, key)).toEqual(
        Uint8Array.from([...recovered.slice(1), recovered[0] as number]),
      );
    }),
    { numRuns: 300 },
  );
});

test("derives public keys as noble-curves does", () => {
  fc.assert(
    fc.property(bytes32.filter(isPrivateKey), (key) => {
      expect(publicKeyOf(key)).toEqual(secp256k1.getPublicKey(key, true));
    }),
    { numRuns: 50 },
  );
});

test("knows which numbers are private keys", () => {
  const number = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
  expect(isPrivateKey(number("00".repeat(32)))).toBe(false);
  expect(isPrivateKey(number(ORDER))).toBe(false);
  expect(isPrivateKey(number(`${ORDER.slice(0, -1)}0`))).toBe(true);
  expect(isPrivateKey(number("01"))).toBe(false);
  expect(isPrivateKey(createPrivateKey())).toBe(true);
});

test("verifies its own signatures and nothing near them", () => {
  const key = createPrivateKey();
  const message = Uint8Array.of(1, 2, 3);
  const signature = signDigest(createHash("sha256").update(message).digest(), key);
  const publicKey = publicKeyOf(key);
  expect(verifySignature(message, signature, publicKey)).toBe(true);
  expect(verifySignature(Uint8Array.of(1, 2, 4), signature, publicKey)).toBe(false);
  expect(verifySignature(message, signature, publicKeyOf(createPrivateKey()))).toBe(false);
  expect(verifySignature(message, signature.subarray(0, 64), publicKey)).toBe(false);
  expect(verifySignature(message, signature, publicKey.subarray(1))).toBe(false);
  expect(verifySignature(message, signature, new Uint8Array(33).fill(5))).toBe(false);
});

test("refuses the mirrored signature with a high S", () => {
  const key = createPrivateKey();
  const message = Uint8Array.of(9);
  const signature = signDigest(createHash("sha256").update(message).digest(), key);
  const s = BigInt(`0x${Buffer.from(signature.subarray(32, 64)).toString("hex")}`);
  const mirrored = (BigInt(`0x${ORDER}`) - s).toString(16).padStart(64, "0");
  signature.set(Buffer.from(mirrored, "hex"), 32);
  expect(verifySignature(message, signature, publicKeyOf(key))).toBe(false);
});
