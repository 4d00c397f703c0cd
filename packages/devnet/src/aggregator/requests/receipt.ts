import { array, bytes, text } from "../../cbor/encode.ts";
import { toHex } from "../../identity/hex.ts";
import type { RootIdentity } from "../../identity/keys.ts";
import { signDigest } from "../../identity/secp256k1.ts";
import { imprint } from "../certificate/input-record.ts";
import type { CommitmentLeaf } from "../chain/leaves.ts";
import { sha256 } from "../tree/sha256.ts";

const SERVICE = "aggregator";
const METHOD = "submit_commitment";

/** The signed receipt of a commitment, in the fields that state-transition-sdk 1.x reads beside `status`. */
export function signedReceipt(commitment: CommitmentLeaf, identity: RootIdentity): object {
  const [requestId, stateHash, transactionHash] = [
    commitment.requestId,
    commitment.stateHash,
    commitment.transactionHash,
  ].map(imprint) as [Uint8Array, Uint8Array, Uint8Array];
  const message = array([
    text(SERVICE),
    text(METHOD),
    bytes(requestId),
    bytes(stateHash),
    bytes(transactionHash),
  ]);
  return {
    algorithm: "secp256k1",
    publicKey: toHex(identity.sigPublicKey),
    request: {
      service: SERVICE,
      method: METHOD,
      requestId: toHex(requestId),
      stateHash: toHex(stateHash),
      transactionHash: toHex(transactionHash),
    },
    signature: toHex(signDigest(sha256(message), identity.sigKey)),
  };
}
