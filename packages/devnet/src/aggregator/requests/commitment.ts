import { concat } from "../../cbor/encode.ts";
import { imprint } from "../certificate/input-record.ts";
import type { CommitmentLeaf } from "../chain/leaves.ts";
import { hexParam, imprintParam, objectParams } from "../rpc/params.ts";
import { validationError } from "../rpc/rpc-error.ts";
import { sha256 } from "../tree/sha256.ts";
import { commitmentValue } from "./leaf-values.ts";

/** Params of `submit_commitment`; only the form is checked here. @throws RpcError -32000, -32602 */
export function parseCommitment(params: Record<string, unknown>): {
  commitment: CommitmentLeaf;
  receipt: boolean;
} {
  const requestId = imprintParam(params.requestId, "requestId");
  const transactionHash = imprintParam(params.transactionHash, "transactionHash");
  const authenticator = objectParams(params.authenticator);
  if (authenticator.algorithm !== "secp256k1") {
    throw validationError("Invalid parameters: authenticator.algorithm is not secp256k1");
  }
  const signed = {
    publicKey: hexParam(authenticator.publicKey, "authenticator.publicKey", 33),
    signature: hexParam(authenticator.signature, "authenticator.signature", 65),
    stateHash: imprintParam(authenticator.stateHash, "authenticator.stateHash"),
    transactionHash,
  };
  const commitment = { requestId, ...signed, value: commitmentValue(signed), createdAt: Date.now() };
  return { commitment, receipt: params.receipt === true };
}

/** SHA-256(publicKey ‖ imprint of the state hash): the request id, without its algorithm id. */
export function requestIdOf({ publicKey, stateHash }: CommitmentLeaf): Uint8Array {
  return sha256(concat([publicKey, imprint(stateHash)]));
}
