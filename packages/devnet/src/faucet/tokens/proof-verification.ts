import type { RootTrustBase } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import type { UnicitySeal } from "@unicitylabs/state-transition-sdk/lib/bft/UnicitySeal.js";
import { DataHasher } from "@unicitylabs/state-transition-sdk/lib/hash/DataHasher.js";
import { HashAlgorithm } from "@unicitylabs/state-transition-sdk/lib/hash/HashAlgorithm.js";
import { SigningService } from "@unicitylabs/state-transition-sdk/lib/sign/SigningService.js";
import {
  type InclusionProof,
  InclusionProofVerificationStatus,
} from "@unicitylabs/state-transition-sdk/lib/transaction/InclusionProof.js";
import type { TokenCommitment } from "./aggregator-client.ts";

/** A proof does not hold under the trust base, or proves something else than the commitment. */
export class ProofInvalid extends Error {}

/** The proof is genuine, but the request id belongs to another transaction: somebody else was first. */
export class RequestTaken extends ProofInvalid {}

/**
 * Checks that a proof includes exactly this commitment, under this trust base.
 *
 * state-transition-sdk 1.6.x does not await the check of the seal's signature, so it is made here.
 *
 * @returns false when the proof is genuine and says that the request is not included yet
 * @throws ProofInvalid, RequestTaken
 */
export async function provesInclusion(
  proof: InclusionProof,
  commitment: TokenCommitment,
  trustBase: RootTrustBase,
): Promise<boolean> {
  if (!(await isSealedByQuorum(proof.unicityCertificate.unicitySeal, trustBase))) {
    throw new ProofInvalid(
      "The proof is not signed by the root nodes of the trust base: the aggregator has another trust base.",
    );
  }
  const status = await proof.verify(trustBase, commitment.requestId);
  if (status === InclusionProofVerificationStatus.PATH_NOT_INCLUDED) return false;
  if (status !== InclusionProofVerificationStatus.OK) {
    throw new ProofInvalid(`The inclusion proof does not verify: ${status}.`);
  }
  const expected = await commitment.transactionData.calculateHash();
  if (!proof.transactionHash?.equals(expected)) {
    throw new RequestTaken("The request id is taken by another transaction.");
  }
  return true;
}

async function isSealedByQuorum(seal: UnicitySeal, trustBase: RootTrustBase): Promise<boolean> {
  const hash = await new DataHasher(HashAlgorithm.SHA256).update(seal.withoutSignatures().toCBOR()).digest();
  let valid = 0n;
  for (const node of trustBase.rootNodes) {
    const signature = seal.signatures?.get(node.nodeId);
    if (signature?.length !== 65) continue;
    const genuine = await SigningService.verifyWithPublicKey(
      hash,
      signature.subarray(0, 64),
      node.signingKey,
    );
    if (genuine) valid += node.stakedAmount;
  }
  return valid >= trustBase.quorumThreshold;
}
