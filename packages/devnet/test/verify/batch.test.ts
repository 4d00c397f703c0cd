import { expect, it } from "vitest";
import { packBatch, unpackBatch } from "../../src/verify/batch.ts";

it("unpacks the checks that were packed, with the key length of their kind", () => {
  const check = (kind: "schnorr" | "ecdsa", fill: number, keyLength: number) => ({
    kind,
    signature: new Uint8Array(64).fill(fill),
    message: new Uint8Array(32).fill(fill + 1),
    publicKey: new Uint8Array(keyLength).fill(fill + 2),
  });
  const checks = [check("schnorr", 1, 32), check("ecdsa", 10, 33), check("schnorr", 20, 32)];
  expect([...unpackBatch(packBatch(checks))]).toEqual(checks);
});
