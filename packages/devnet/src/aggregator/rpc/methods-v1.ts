import { toHex } from "../../identity/hex.ts";
import { imprint } from "../certificate/input-record.ts";
import type { CommitmentLeaf } from "../chain/leaves.ts";
import { parseCommitment, requestIdOf } from "../requests/commitment.ts";
import { signedReceipt } from "../requests/receipt.ts";
import type { RpcContext, RpcMethod } from "./context.ts";
import { enqueue } from "./enqueue.ts";
import { imprintParam, objectParams } from "./params.ts";

/** The methods of state-transition-sdk 1.5–1.6 (aggregator-go up to 0.1.0). */
export function methodsV1(context: RpcContext): Record<string, RpcMethod> {
  return {
    submit_commitment: (params) => submitCommitment(context, params),
    get_inclusion_proof: (params) => getInclusionProof(context, params),
  };
}

/**
 * Answers `{status}` when the round that holds the commitment is on disk: `SUCCESS`, `REQUEST_ID_EXISTS` (also for
 * the same data again, as aggregator-go does), `REQUEST_ID_MISMATCH` or `AUTHENTICATOR_VERIFICATION_FAILED`.
 */
async function submitCommitment(context: RpcContext, params: unknown): Promise<object> {
  const { chain, sequencer, verifier, identity } = context;
  const { commitment, receipt } = parseCommitment(objectParams(params));
  if (Buffer.compare(requestIdOf(commitment), commitment.requestId) !== 0)
    return { status: "REQUEST_ID_MISMATCH" };
  const { signature, transactionHash, publicKey } = commitment;
  if (!(await verifier.ecdsa(signature.subarray(0, 64), transactionHash, publicKey))) {
    return { status: "AUTHENTICATOR_VERIFICATION_FAILED" };
  }
  const id = toHex(commitment.requestId);
  const earlier = sequencer.commitments.get(id);
  if (earlier) await earlier.sealed;
  if (earlier || chain.v1.find(commitment.requestId) >= 0) return { status: "REQUEST_ID_EXISTS" };
  await enqueue(context, sequencer.commitments, id, commitment).sealed;
  return { status: "SUCCESS", ...(receipt && signedReceipt(commitment, identity)) };
}

/**
 * The proof against the latest round: of inclusion, or of absence with nulls. An id that waits for its round is
 * answered after it.
 */
async function getInclusionProof({ chain, sequencer }: RpcContext, params: unknown): Promise<object> {
  const requestId = imprintParam(objectParams(params).requestId, "requestId");
  await sequencer.commitments.get(toHex(requestId))?.sealed;
  const index = chain.v1.find(requestId);
  const leaf = index < 0 ? undefined : chain.ledger.commitment(index);
  return {
    inclusionProof: {
      authenticator: leaf ? authenticatorJson(leaf) : null,
      merkleTreePath: chain.v1.path(requestId),
      transactionHash: leaf ? toHex(imprint(leaf.transactionHash)) : null,
      unicityCertificate: toHex(chain.certificate("v1")),
    },
  };
}

/** An authenticator as it is sent. */
export function authenticatorJson({ publicKey, signature, stateHash }: CommitmentLeaf): object {
  return {
    algorithm: "secp256k1",
    publicKey: toHex(publicKey),
    signature: toHex(signature),
    stateHash: toHex(imprint(stateHash)),
  };
}
