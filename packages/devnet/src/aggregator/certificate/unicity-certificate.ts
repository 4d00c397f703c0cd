import { array, bytes, nullable, singleMap, tagged, text, uint } from "../../cbor/encode.ts";
import { GENERATIONS, type GenerationName } from "../../identity/generation.ts";
import type { RootIdentity } from "../../identity/keys.ts";
import { signDigest } from "../../identity/secp256k1.ts";
import { LOCAL_NETWORK_ID } from "../../identity/trust-base.ts";
import { sha256 } from "../tree/sha256.ts";
import { inputRecord } from "./input-record.ts";
import { partitionTreeLeaf, shardTreeRoot } from "./partition-tree.ts";
import { type Round, roundTime } from "./round.ts";

/** Partition of the aggregator in every Unicity stack. */
export const PARTITION_ID = 7;

/** The one shard that covers everything: no prefix bits, only the end marker. */
const WHOLE_SHARD = Uint8Array.of(0x80);

/** Stands for the shard configuration, which a chain without a BFT root does not have. */
const SHARD_CONFIGURATION_HASH = sha256(text("devnet shard 0x80 of partition 7"));

/** What a certificate is made of, beside what is the same for every unsharded aggregator. */
export interface CertificateParts {
  /** The InputRecord in CBOR. */
  record: Uint8Array;
  /** SHA-256 of the technical record (leader and statistics of a round). */
  technicalHash: Uint8Array;
  /** SHA-256 of the shard configuration. */
  configurationHash: Uint8Array;
  networkId: number;
  rootRound: number;
  /** Unix time of the root round, s. */
  timestamp: number;
  /** Hash that the seal before signed; null for the first one. */
  previousSeal: Uint8Array | null;
}

/**
 * The UnicityCertificate of a round: the input record, the (empty) way through shard and partition trees, and a seal
 * signed by the root key. The same input gives the same bytes.
 *
 * @param history the round, the one before, and the one before that (fewer at the start of a chain)
 */
export function unicityCertificate(
  generation: GenerationName,
  identity: RootIdentity,
  history: readonly Round[],
): Uint8Array {
  const [round, previous, beforePrevious] = history as [Round, ...Round[]];
  const hashesOf = (of: Round) => ({
    technicalHash: technicalRecordHash(of),
    configurationHash: SHARD_CONFIGURATION_HASH,
  });
  return sealCertificate(generation, identity, {
    record: inputRecord(generation, round, previous),
    ...hashesOf(round),
    networkId: LOCAL_NETWORK_ID,
    rootRound: round.number,
    timestamp: roundTime(round),
    previousSeal: previous
      ? sealHash({ record: inputRecord(generation, previous, beforePrevious), ...hashesOf(previous) })
      : null,
  });
}

/** A UnicityCertificate of partition 7 without shards, sealed by one root node in its trust base's epoch 1. */
export function sealCertificate(
  generation: GenerationName,
  identity: RootIdentity,
  parts: CertificateParts,
): Uint8Array {
  const { tags } = GENERATIONS[generation];
  const seal = (signatures: Uint8Array | null) =>
    tagged(
      tags.unicitySeal,
      array([
        uint(1),
        uint(parts.networkId),
        uint(parts.rootRound),
        uint(1),
        uint(parts.timestamp),
        nullable(parts.previousSeal, bytes),
        bytes(sealHash(parts)),
        nullable(signatures, (encoded) => encoded),
      ]),
    );
  const signature = signDigest(sha256(seal(null)), identity.sigKey);
  const shard = [bytes(WHOLE_SHARD), array([])];
  return tagged(
    tags.unicityCertificate,
    array([
      uint(1),
      parts.record,
      bytes(parts.technicalHash),
      bytes(parts.configurationHash),
      tags.shardTreeCertificate === undefined
        ? array(shard)
        : tagged(tags.shardTreeCertificate, array([uint(1), ...shard])),
      tagged(tags.unicityTreeCertificate, array([uint(1), uint(PARTITION_ID), array([])])),
      seal(singleMap(text(identity.nodeId), bytes(signature))),
    ]),
  );
}

/** The root of the partition tree with one partition of one shard: what a seal signs. */
export function sealHash(
  parts: Pick<CertificateParts, "record" | "technicalHash" | "configurationHash">,
): Uint8Array {
  return partitionTreeLeaf(
    PARTITION_ID,
    shardTreeRoot(parts.record, bytes(parts.technicalHash), parts.configurationHash),
  );
}

/** Stands for the technical record (leader and statistics of a round), of which the one node has nothing to say. */
function technicalRecordHash(round: Round): Uint8Array {
  return sha256(array([uint(round.number), uint(0)]));
}
