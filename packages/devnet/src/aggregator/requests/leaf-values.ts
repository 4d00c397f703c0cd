import { array, bytes, concat, text, uint } from "../../cbor/encode.ts";
import { imprint } from "../certificate/input-record.ts";
import { sha256 } from "../tree/sha256.ts";

/** Leaf value of API v1: SHA-256(cbor(authenticator) ‖ imprint of the transaction hash); digests are 32 bytes. */
export function commitmentValue(commitment: {
  publicKey: Uint8Array;
  signature: Uint8Array;
  stateHash: Uint8Array;
  transactionHash: Uint8Array;
}): Uint8Array {
  const authenticator = array([
    text("secp256k1"),
    bytes(commitment.publicKey),
    bytes(commitment.signature),
    bytes(imprint(commitment.stateHash)),
  ]);
  return sha256(concat([authenticator, imprint(commitment.transactionHash)]));
}

/** Leaf value of API v3: SHA-256(cbor[bstr transactionHash, uint referenceTime]); the time is Unix seconds. */
export function certificationValue(transactionHash: Uint8Array, referenceTime: number): Uint8Array {
  return sha256(array([bytes(transactionHash), uint(referenceTime)]));
}
