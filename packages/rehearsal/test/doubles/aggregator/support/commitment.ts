import { createHash } from "node:crypto";
import { createPrivateKey, publicKeyOf, signDigest, toHex } from "@unicity-sphere/devnet/protocol";

const digest = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const imprint = (hash: Uint8Array) => `0000${toHex(hash)}`;

/** Params of `submit_commitment` (API v1) by a fresh key. */
export function commitment(): { requestId: string } & Record<string, unknown> {
  const key = createPrivateKey();
  const publicKey = publicKeyOf(key);
  const [stateHash, transactionHash] = [digest("state"), digest("transaction")];
  return {
    requestId: imprint(digest(publicKey, Buffer.from(imprint(stateHash), "hex"))),
    transactionHash: imprint(transactionHash),
    authenticator: {
      algorithm: "secp256k1",
      publicKey: toHex(publicKey),
      signature: toHex(signDigest(transactionHash, key)),
      stateHash: imprint(stateHash),
    },
  };
}
