import { createECDH } from "node:crypto";

/**
 * x coordinate of the ECDH point of a secret key and an x-only public key (even y, as BIP-340 says).
 *
 * @param publicKey 64 hex characters
 * @returns 32 bytes
 * @throws Error when the public key is no point of the curve
 */
export function sharedPointX(secretKey: Uint8Array, publicKey: string): Uint8Array {
  const exchange = createECDH("secp256k1");
  exchange.setPrivateKey(secretKey);
  return exchange.computeSecret(Buffer.from(`02${publicKey}`, "hex"));
}
