import { HashedTrie } from "./hashed-trie.ts";
import { EMPTY, type RadixTrie } from "./radix-trie.ts";
import { ROW } from "./rows.ts";
import { sha256 } from "./sha256.ts";

/**
 * The sparse Merkle tree of state-transition-sdk 3.x: a radix tree read from the most significant bit, leaf
 * H(00‖key‖value), node H(01‖depth‖region‖left‖right) with the region being the prefix and zeros, a single child
 * standing for its parent, and 32 zero bytes as the root of nothing.
 */
export class RadixTreeV3 {
  readonly #values = new Map<number, Uint8Array>();
  readonly #trie = new HashedTrie((shape) => ({
    hashLeaf: (leaf) => this.#hashLeaf(shape, leaf),
    hashNode: (node, _parentDepth, left, right) => hashNode(shape, node, left, right),
  }));

  get size(): number {
    return this.#trie.shape.leafCount;
  }

  /** Index of the leaf (0 is the first inserted), or -1. `stateId`: 32 bytes. */
  find(stateId: Uint8Array): number {
    return this.#trie.shape.find(stateId);
  }

  /** Adds a leaf with a key that is not in the tree; both 32 bytes. @returns its index */
  insert(stateId: Uint8Array, value: Uint8Array): number {
    const leaf = this.#trie.shape.insert(stateId);
    this.#values.set(leaf, value);
    return leaf;
  }

  /** The root hash over all leaves, 32 bytes. */
  root(): Uint8Array {
    const { root } = this.#trie.shape;
    if (root === EMPTY) return new Uint8Array(ROW);
    this.#trie.refresh(root, 0);
    return this.#trie.hashOf(root).slice();
  }

  /**
   * The inclusion certificate of a leaf that is in the tree, after {@link root}: a bitmap of 32 bytes (bit
   * `0x80 >> depth` for each branching) and the sibling hashes from the root down.
   */
  certificate(stateId: Uint8Array): Uint8Array {
    const { branches } = this.#trie.walk(stateId);
    const certificate = new Uint8Array(ROW + branches.length * ROW);
    branches.forEach(({ node, sibling }, index) => {
      const depth = this.#trie.shape.depth[node] as number;
      certificate[depth >> 3] = (certificate[depth >> 3] as number) | (0x80 >> (depth & 7));
      certificate.set(this.#trie.hashOf(sibling), ROW + index * ROW);
    });
    return certificate;
  }

  /** A leaf's hash does not depend on its place, so its value is needed once. */
  #hashLeaf(shape: RadixTrie, leaf: number): Uint8Array {
    const value = this.#values.get(leaf);
    if (!value) return this.#trie.hashOf(~leaf).slice();
    this.#values.delete(leaf);
    const message = new Uint8Array(1 + 2 * ROW);
    message.set(shape.keys.subarray(leaf * ROW, (leaf + 1) * ROW), 1);
    message.set(value, 1 + ROW);
    return sha256(message);
  }
}

function hashNode(shape: RadixTrie, node: number, left: Uint8Array, right: Uint8Array): Uint8Array {
  const depth = shape.depth[node] as number;
  const start = (shape.leafBelow[node] as number) * ROW;
  const message = new Uint8Array(2 + 3 * ROW);
  message[0] = 1;
  message[1] = depth;
  const whole = depth >> 3;
  message.set(shape.keys.subarray(start, start + whole), 2);
  if (depth & 7) message[2 + whole] = (shape.keys[start + whole] as number) & (0xff << (8 - (depth & 7)));
  message.set(left, 2 + ROW);
  message.set(right, 2 + 2 * ROW);
  return sha256(message);
}
