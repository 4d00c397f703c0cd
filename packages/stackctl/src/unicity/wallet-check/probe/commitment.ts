import { createHash, randomBytes } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";

/** Bytes before a SHA-256 digest in an imprint. */
const SHA256_IMPRINT = Buffer.alloc(2);

/**
 * Params of `submit_commitment` of API v1: a random state and transaction, signed by a key that is thrown away.
 * The signature is R‖S‖V over the digest of the transaction hash (contract of SDK 1.x).
 */
export function freshCommitment() {
  const key = secp256k1.utils.randomSecretKey();
  const publicKey = secp256k1.getPublicKey(key, true);
  const stateHash = Buffer.concat([SHA256_IMPRINT, randomBytes(32)]);
  const transaction = randomBytes(32);
  const requestId = createHash("sha256").update(publicKey).update(stateHash).digest();
  return {
    requestId: imprint(requestId),
    transactionHash: imprint(transaction),
    authenticator: {
      algorithm: "secp256k1",
      publicKey: Buffer.from(publicKey).toString("hex"),
      signature: sign(transaction, key).toString("hex"),
      stateHash: stateHash.toString("hex"),
    },
    receipt: false,
  };
}

function imprint(digest: Buffer): string {
  return Buffer.concat([SHA256_IMPRINT, digest]).toString("hex");
}

/** The library puts the recovery byte first. */
function sign(digest: Uint8Array, key: Uint8Array): Buffer {
  const signature = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  return Buffer.concat([signature.subarray(1), signature.subarray(0, 1)]);
}
