import { CborError, CborReader } from "../cbor/reader.ts";
import { fromHex } from "../identity/hex.ts";
import type { TrustBase } from "../identity/trust-base.ts";
import { type ProofVerdict, refused, verifyUnicityCertificate } from "./verify-certificate.ts";
import { verifyPathV1 } from "./verify-path-v1.ts";

export { type CommitmentV1, verifyInclusionV1 } from "./verify-inclusion-v1.ts";

/**
 * Checks that a live answer of an aggregator was certified under `trustBase`: really verifies the seal's signatures.
 *
 * @param result `result` of `get_inclusion_proof` (API v1, an object; its path is checked against the certified root,
 *   whether it proves inclusion or absence) or of `get_inclusion_proof.v2` (API v3, hex of CBOR; its certificate is
 *   checked)
 */
export function verifyProofAgainstTrustBase(result: unknown, trustBase: TrustBase): ProofVerdict {
  if (typeof result === "string") return verifyV3(result, trustBase);
  const proof = (result as { inclusionProof?: Record<string, unknown> } | null)?.inclusionProof;
  const certificate = fromHex(proof?.unicityCertificate);
  if (!proof || !certificate) return refused("MALFORMED", "inclusionProof.unicityCertificate is not hex");
  const verdict = verifyUnicityCertificate(certificate, trustBase, "v1");
  return verdict.ok ? (verifyPathV1(proof.merkleTreePath, verdict.root) ?? verdict) : verdict;
}

function verifyV3(hex: string, trustBase: TrustBase): ProofVerdict {
  const encoded = fromHex(hex);
  if (!encoded) return refused("MALFORMED", "the proof is not hex");
  let certificate: Uint8Array;
  try {
    const reader = new CborReader(encoded);
    reader.array(2);
    reader.uint();
    reader.tag(39033);
    reader.array(5);
    reader.uint();
    for (let i = 0; i < 3; i += 1) reader.skip();
    const start = reader.position;
    reader.skip();
    certificate = reader.slice(start);
    reader.end();
  } catch (error) {
    if (error instanceof CborError) return refused("MALFORMED", error.message);
    throw error;
  }
  return verifyUnicityCertificate(certificate, trustBase, "v3");
}
