import { bytes, concat } from "../../cbor/encode.ts";
import { sha256 } from "../tree/sha256.ts";

/** SHA-256(input record ‖ technical record hash or null ‖ shard configuration hash); the first two are encoded CBOR. */
export function shardTreeRoot(
  record: Uint8Array,
  technicalHash: Uint8Array,
  configuration: Uint8Array,
): Uint8Array {
  return sha256(concat([record, technicalHash, bytes(configuration)]));
}

/** Leaf of the partition tree over a shard tree root; with one partition it is what the seal signs. */
export function partitionTreeLeaf(partitionId: number, shardRoot: Uint8Array): Uint8Array {
  return sha256(concat([bytes(Uint8Array.of(1)), bytes(key(partitionId)), bytes(sha256(bytes(shardRoot)))]));
}

/** The node over `hash` of partition `own` and the `sibling` of a step: the larger key is on the right. */
export function partitionTreeNode(
  own: number,
  hash: Uint8Array,
  step: number,
  sibling: Uint8Array,
): Uint8Array {
  const [left, right] = own > step ? [sibling, hash] : [hash, sibling];
  return sha256(concat([bytes(Uint8Array.of(0)), bytes(key(step)), bytes(left), bytes(right)]));
}

function key(partitionId: number): Uint8Array {
  const encoded = new Uint8Array(4);
  new DataView(encoded.buffer).setUint32(0, partitionId);
  return encoded;
}
