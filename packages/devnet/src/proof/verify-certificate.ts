import {
  partitionTreeLeaf,
  partitionTreeNode,
  shardTreeRoot,
} from "../aggregator/certificate/partition-tree.ts";
import { CborError } from "../cbor/reader.ts";
import type { GenerationName } from "../identity/generation.ts";
import { fromHex } from "../identity/hex.ts";
import { verifySignature } from "../identity/secp256k1.ts";
import type { TrustBase } from "../identity/trust-base.ts";
import { type DecodedCertificate, decodeCertificate } from "./decode-certificate.ts";

/** Why a proof is not to be believed. */
export type ProofProblem =
  | "MALFORMED"
  | "OTHER_NETWORK"
  | "SEAL_NOT_OF_ROOT"
  | "QUORUM_NOT_REACHED"
  | "ROOT_NOT_CERTIFIED"
  | "PATH_INVALID"
  | "NOT_INCLUDED";

/** The outcome of a check: what was certified, or the problem with its evidence. */
export type ProofVerdict =
  | { ok: true; round: bigint; timestamp: bigint; root: Uint8Array }
  | { ok: false; problem: ProofProblem; evidence: string };

/**
 * Checks a UnicityCertificate against a trust base: from the input record to the seal, and the seal's signatures,
 * which SDK 1.6 does not really check. Only unsharded aggregators are supported.
 */
export function verifyUnicityCertificate(
  certificate: Uint8Array,
  trustBase: TrustBase,
  generation: GenerationName,
): ProofVerdict {
  let decoded: DecodedCertificate;
  try {
    decoded = decodeCertificate(certificate, generation);
  } catch (error) {
    if (error instanceof CborError) return refused("MALFORMED", error.message);
    throw error;
  }
  if (decoded.networkId !== BigInt(trustBase.networkId)) {
    return refused(
      "OTHER_NETWORK",
      `seal of network ${decoded.networkId}, trust base of ${trustBase.networkId}`,
    );
  }
  if (!decoded.wholeShard)
    return refused("SEAL_NOT_OF_ROOT", "a certificate of a part of the shards is not supported");
  const root = partitionTreeRoot(decoded);
  if (Buffer.compare(root, decoded.sealHash) !== 0) {
    return refused("SEAL_NOT_OF_ROOT", "the seal's hash is not the root of the partition tree");
  }
  const valid = trustBase.rootNodes.filter(({ nodeId, sigKey }) => {
    const signature = decoded.signatures.get(nodeId);
    const key = fromHex(sigKey);
    return signature && key && verifySignature(decoded.sealMessage, signature, key);
  });
  if (valid.length < Math.max(1, trustBase.quorumThreshold)) {
    const signers = [...decoded.signatures.keys()].join(", ") || "nobody";
    const evidence = `${valid.length} of ${trustBase.quorumThreshold} needed signatures are valid; signed by ${signers}`;
    return refused("QUORUM_NOT_REACHED", evidence);
  }
  return { ok: true, round: decoded.round, timestamp: decoded.timestamp, root: decoded.root };
}

/** A verdict against the proof. */
export function refused(problem: ProofProblem, evidence: string): ProofVerdict {
  return { ok: false, problem, evidence };
}

function partitionTreeRoot(decoded: DecodedCertificate): Uint8Array {
  const shardRoot = shardTreeRoot(
    decoded.encodedRecord,
    decoded.encodedTechnicalHash,
    decoded.shardConfigurationHash,
  );
  const leaf = partitionTreeLeaf(decoded.partitionId, shardRoot);
  return decoded.steps.reduce(
    (hash, { key, hash: sibling }) => partitionTreeNode(decoded.partitionId, hash, key, sibling),
    leaf,
  );
}
