import { schnorr } from "@noble/curves/secp256k1.js";

/** Valid BIP-340 signatures over different messages. */
export function signedJobs(
  count: number,
): { signature: Uint8Array; message: Uint8Array; publicKey: Uint8Array }[] {
  const secret = new Uint8Array(32).fill(3);
  const publicKey = schnorr.getPublicKey(secret);
  return Array.from({ length: count }, (_, index) => {
    const message = new Uint8Array(32).fill(index & 0xff);
    message[0] = index >> 8;
    return { signature: schnorr.sign(message, secret), message, publicKey };
  });
}
