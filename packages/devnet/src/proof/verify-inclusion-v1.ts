import { imprint } from "../aggregator/certificate/input-record.ts";
import { commitmentValue } from "../aggregator/requests/leaf-values.ts";
import { fromHex, toHex } from "../identity/hex.ts";
import type { TrustBase } from "../identity/trust-base.ts";
import { type ProofVerdict, refused } from "./verify-certificate.ts";
import { leafOfPathV1 } from "./verify-path-v1.ts";
import { verifyProofAgainstTrustBase } from "./verify-proof.ts";

/** Params of `submit_commitment` that decide the leaf; all hex, hashes as imprints of SHA-256 (34 bytes). */
export interface CommitmentV1 {
  requestId: string;
  transactionHash: string;
  authenticator: { publicKey: string; signature: string; stateHash: string };
}

/**
 * Checks that a live answer of an aggregator of API v1 proves that this very commitment is part of its certified tree.
 *
 * @param result `result` of `get_inclusion_proof`
 * @returns `NOT_INCLUDED` of a valid proof of absence, or of another commitment
 */
export function verifyInclusionV1(
  result: unknown,
  commitment: CommitmentV1,
  trustBase: TrustBase,
): ProofVerdict {
  const verdict = verifyProofAgainstTrustBase(result, trustBase);
  if (!verdict.ok) return verdict;
  const { merkleTreePath } =
    (result as { inclusionProof?: { merkleTreePath?: unknown } }).inclusionProof ?? {};
  const leaf = leafOfPathV1(merkleTreePath);
  if (leaf?.path !== BigInt(`0x01${commitment.requestId}`))
    return refused("NOT_INCLUDED", "the proof says that the commitment is not there");
  if (leaf.data && toHex(leaf.data) === leafValue(commitment)) return verdict;
  return refused("NOT_INCLUDED", "the proof is of another commitment");
}

/** Hex of the imprint in the leaf. */
function leafValue({ transactionHash, authenticator }: CommitmentV1): string {
  const digestOf = (hex: string) => (fromHex(hex) ?? new Uint8Array()).slice(2);
  const value = commitmentValue({
    publicKey: fromHex(authenticator.publicKey) ?? new Uint8Array(),
    signature: fromHex(authenticator.signature) ?? new Uint8Array(),
    stateHash: digestOf(authenticator.stateHash),
    transactionHash: digestOf(transactionHash),
  });
  return toHex(imprint(value));
}
