import { array, bytes, nullable, tagged, uint } from "../../cbor/encode.ts";
import { toHex } from "../../identity/hex.ts";
import { certificationProblem, parseCertification, witnessDigest } from "../requests/certification.ts";
import type { RpcContext, RpcMethod } from "./context.ts";
import { enqueue } from "./enqueue.ts";
import { hexParam, objectParams } from "./params.ts";

const INCLUSION_PROOF_TAG = 39033;

/** The methods of state-transition-sdk 3.x. */
export function methodsV3(context: RpcContext): Record<string, RpcMethod> {
  return {
    certification_request: (params) => certificationRequest(context, params),
    "get_inclusion_proof.v2": (params) => getInclusionProof(context, params),
  };
}

/**
 * Answers `{status}` when the round that holds the transition is on disk. The same transition again is `SUCCESS`;
 * another one of the same state is `STATE_ID_EXISTS` (aggregator-go answers so with `SKIP_DUPLICATE_CHECK=false`).
 */
async function certificationRequest(context: RpcContext, params: unknown): Promise<{ status: string }> {
  const { chain, sequencer, verifier } = context;
  const request = parseCertification(params);
  const problem = certificationProblem(request);
  if (problem) return { status: problem };
  const signature = request.witness.subarray(0, 64);
  if (!(await verifier.ecdsa(signature, witnessDigest(request), request.parameters))) {
    return { status: "SIGNATURE_VERIFICATION_FAILED" };
  }
  const { stateId, certificationData, transactionHash, expiresAt } = request;
  const id = toHex(stateId);
  for (let earlier = sequencer.certifications.get(id); earlier; earlier = sequencer.certifications.get(id)) {
    await earlier.sealed;
  }
  const index = chain.v3.find(stateId);
  if (index >= 0) {
    const same = Buffer.compare(chain.ledger.certification(index).transactionHash, transactionHash) === 0;
    return { status: same ? "SUCCESS" : "STATE_ID_EXISTS" };
  }
  if (expiresAt !== null && expiresAt <= Math.floor(Date.now() / 1000)) return { status: "REQUEST_EXPIRED" };
  const leaf = { stateId, certificationData, transactionHash, expiresAt, createdAt: Date.now() };
  const certified = await enqueue(context, sequencer.certifications, id, leaf).sealed;
  return { status: certified ? "SUCCESS" : "REQUEST_EXPIRED" };
}

/**
 * Hex of CBOR `[blockNumber, 39033[1, certificationData, referenceTime, certificate, unicityCertificate]]` against the
 * latest round; the three of the leaf are null for an unknown state. One that waits for its round is answered after it.
 */
async function getInclusionProof({ chain, sequencer }: RpcContext, params: unknown): Promise<string> {
  const stateId = hexParam(objectParams(params).stateId, "stateId", 32);
  await sequencer.certifications.get(toHex(stateId))?.sealed;
  const index = chain.v3.find(stateId);
  const leaf = index < 0 ? null : chain.ledger.certification(index);
  const proof = array([
    uint(chain.height),
    tagged(
      INCLUSION_PROOF_TAG,
      array([
        uint(1),
        nullable(leaf, ({ certificationData }) => certificationData),
        nullable(leaf, ({ referenceTime }) => uint(referenceTime)),
        nullable(leaf, () => bytes(chain.v3.certificate(stateId))),
        chain.certificate("v3"),
      ]),
    ),
  ]);
  return toHex(proof);
}
