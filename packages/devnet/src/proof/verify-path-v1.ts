import { hashNode } from "../aggregator/tree/hashing-v1.ts";
import { sha256 } from "../aggregator/tree/sha256.ts";
import { array, bytes, nullable } from "../cbor/encode.ts";
import { fromHex, toHex } from "../identity/hex.ts";
import { type ProofVerdict, refused } from "./verify-certificate.ts";

/** A step with its path as a number. */
interface Step {
  path: bigint;
  data: Uint8Array | null;
}

/**
 * Checks that the steps of a v1 Merkle path lead to the certified root.
 *
 * @returns the problem, or undefined when they do
 */
export function verifyPathV1(merkleTreePath: unknown, certifiedRoot: Uint8Array): ProofVerdict | undefined {
  const { root, steps } = (merkleTreePath ?? {}) as { root?: unknown; steps?: unknown };
  if (root !== `0000${toHex(certifiedRoot)}`)
    return refused("ROOT_NOT_CERTIFIED", `the path leads to root ${root}`);
  const parsed = Array.isArray(steps) ? steps.map(parseStep) : [];
  const [first, ...others] = parsed;
  if (!first || parsed.includes(undefined))
    return refused("MALFORMED", "the steps of the path are malformed");
  let hash =
    first.path > 1n ? sha256(array([bytes(bigEndian(first.path)), nullable(first.data, bytes)])) : first.data;
  let previous = first.path;
  for (const step of others as Step[]) {
    const [left, right] = previous & 1n ? [step.data, hash] : [hash, step.data];
    hash = hashNode({ bytes: bigEndian(step.path), decimal: String }, left, right);
    previous = step.path;
  }
  if (hash && Buffer.compare(hash, certifiedRoot) === 0) return undefined;
  return refused("PATH_INVALID", "the steps of the path do not lead to its root");
}

/**
 * The leaf that the steps of a v1 Merkle path begin with, and the whole path to it: 272 bits behind a sentinel bit.
 *
 * @returns undefined when the steps are malformed
 */
export function leafOfPathV1(merkleTreePath: unknown): Step | undefined {
  const { steps } = (merkleTreePath ?? {}) as { steps?: unknown };
  const parsed = Array.isArray(steps) ? steps.map(parseStep) : [];
  const [first, ...others] = parsed;
  if (!first || parsed.includes(undefined)) return undefined;
  let path = first.path > 1n ? first.path : 1n;
  for (const step of others as Step[]) {
    const length = BigInt(step.path.toString(2).length - 1);
    path = (path << length) | (step.path & ((1n << length) - 1n));
  }
  return { path, data: first.data };
}

function parseStep(step: unknown): Step | undefined {
  const { path, data } = (step ?? {}) as { path?: unknown; data?: unknown };
  if (typeof path !== "string" || !/^\d{1,83}$/.test(path)) return undefined;
  const decoded = data === null ? null : fromHex(data);
  if (decoded === undefined || (decoded && decoded.length > 34)) return undefined;
  return { path: BigInt(path), data: decoded };
}

function bigEndian(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return new Uint8Array(value === 0n ? [] : Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex"));
}
