import { ROW } from "./rows.ts";

/** A part of a path with its sentinel bit on top. */
export interface PathBits {
  /** Big-endian, without leading zeros. */
  bytes: Uint8Array;
  /** As in JSON proofs. */
  decimal(): string;
}

/** Each byte with its bits in the opposite order. */
const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit += 1) if (byte & (1 << bit)) mirrored |= 0x80 >> bit;
  return mirrored;
});

/** A 32-byte number as a trie key: its least significant bit becomes the first bit. */
export function reversed(digest: Uint8Array): Uint8Array {
  const key = new Uint8Array(ROW);
  for (let i = 0; i < ROW; i += 1) key[i] = REVERSED[digest[ROW - 1 - i] as number] as number;
  return key;
}

/**
 * Bits `from`…`to` of a trie key as a number, lowest first, with a 1 above them. Bits past the 256 of the key are
 * the algorithm id of the imprint: zero for SHA-256.
 */
export function pathBits(key: Uint8Array, from: number, to: number): PathBits {
  const count = to - from;
  const length = (count >> 3) + 1;
  const shift = from & 7;
  const bytes = new Uint8Array(length);
  for (let j = 0; j < length; j += 1) {
    const at = (from >> 3) + j;
    const low = at < ROW ? (REVERSED[key[at] as number] as number) : 0;
    const high = at + 1 < ROW ? (REVERSED[key[at + 1] as number] as number) : 0;
    bytes[length - 1 - j] = (low >> shift) | (high << (8 - shift));
  }
  const topBit = 1 << (count & 7);
  bytes[0] = ((bytes[0] as number) & (topBit - 1)) | topBit;
  return { bytes, decimal: () => BigInt(`0x${Buffer.from(bytes).toString("hex")}`).toString() };
}
