import type { PathBits } from "./path-bits.ts";
import { sha256 } from "./sha256.ts";

/** Longest message: array head, path of 35 bytes with its head, a leaf value of 34 or two hashes with their heads. */
const message = new Uint8Array(128);
const BYTES_32 = [0x58, 32];
const IMPRINT_34 = [0x58, 34, 0, 0];

/** SHA-256(cbor[bstr path, bstr imprint]): the leaf value is an imprint of SHA-256. */
export function hashLeaf(path: PathBits, value: Uint8Array): Uint8Array {
  let at = start(0x82, path);
  message.set(IMPRINT_34, at);
  message.set(value, at + 4);
  at += 4 + value.length;
  return sha256(message.subarray(0, at));
}

/** SHA-256(cbor[bstr path, bstr left or null, bstr right or null]). */
export function hashNode(path: PathBits, left: Uint8Array | null, right: Uint8Array | null): Uint8Array {
  return sha256(message.subarray(0, side(right, side(left, start(0x83, path)))));
}

function start(arrayHead: number, { bytes }: PathBits): number {
  message[0] = arrayHead;
  if (bytes.length < 24) {
    message[1] = 0x40 | bytes.length;
    message.set(bytes, 2);
    return 2 + bytes.length;
  }
  message[1] = 0x58;
  message[2] = bytes.length;
  message.set(bytes, 3);
  return 3 + bytes.length;
}

function side(hash: Uint8Array | null, at: number): number {
  if (hash === null) {
    message[at] = 0xf6;
    return at + 1;
  }
  message.set(BYTES_32, at);
  message.set(hash, at + 2);
  return at + 2 + hash.length;
}
