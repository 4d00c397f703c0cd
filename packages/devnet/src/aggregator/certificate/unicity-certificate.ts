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
  const { tags } = GENERATIONS[generation];
  const [round, previous, beforePrevious] = history as [Round, ...Round[]];
  const record = inputRecord(generation, round, previous);
  const technicalHash = technicalRecordHash(round);
  const previousSeal = previous
    ? sealHash(inputRecord(generation, previous, beforePrevious), technicalRecordHash(previous))
    : null;
  const seal = (signatures: Uint8Array | null) =>
    tagged(
      tags.unicitySeal,
      array([
        uint(1),
        uint(LOCAL_NETWORK_ID),
        uint(round.number),
        uint(1),
        uint(roundTime(round)),
        nullable(previousSeal, bytes),
        bytes(sealHash(record, technicalHash)),
        nullable(signatures, (encoded) => encoded),
      ]),
    );
  const signature = signDigest(sha256(seal(null)), identity.sigKey);
  const shard = [bytes(WHOLE_SHARD), array([])];
  return tagged(
    tags.unicityCertificate,
    array([
      uint(1),
      record,
      bytes(technicalHash),
      bytes(SHARD_CONFIGURATION_HASH),
      tags.shardTreeCertificate === undefined
        ? array(shard)
        : tagged(tags.shardTreeCertificate, array([uint(1), ...shard])),
      tagged(tags.unicityTreeCertificate, array([uint(1), uint(PARTITION_ID), array([])])),
      seal(singleMap(text(identity.nodeId), bytes(signature))),
    ]),
  );
}

/** The root of the partition tree with one partition of one shard: what a seal signs. */
function sealHash(record: Uint8Array, technicalHash: Uint8Array): Uint8Array {
  return partitionTreeLeaf(
    PARTITION_ID,
    shardTreeRoot(record, bytes(technicalHash), SHARD_CONFIGURATION_HASH),
  );
}

/** Stands for the technical record (leader and statistics of a round), of which the one node has nothing to say. */
function technicalRecordHash(round: Round): Uint8Array {
  return sha256(array([uint(round.number), uint(0)]));
}
