import { grown, ROW } from "./rows.ts";

/** Reference to no child. Leaf `i` is `~i` (negative), inner node `n` is `n`. */
export const EMPTY = 0x7fffffff;

/**
 * The shape of a compressed binary trie over 32-byte keys, read from the most significant bit. It knows nothing of
 * hashes; it only marks those that a change made stale. Everything is in typed arrays, so a million leaves cost
 * bytes, not objects.
 */
export class RadixTrie {
  /** Reference of the topmost node, or {@link EMPTY}. */
  root: number = EMPTY;
  leafCount = 0;
  nodeCount = 0;
  /** Leaf `i` has its key at `32 i`. */
  keys = new Uint8Array(64 * ROW);
  /** Per inner node: the bit in which its two sides differ, its sides, and a leaf below it that holds its prefix. */
  depth = new Uint8Array(64);
  left = new Int32Array(64);
  right = new Int32Array(64);
  leafBelow = new Int32Array(64);
  /** 1 where a hash has to be computed again. */
  staleLeaf = new Uint8Array(64);
  staleNode = new Uint8Array(64);

  /** The leaf with this key, or -1. */
  find(key: Uint8Array): number {
    const leaf = this.#closest(key);
    return leaf >= 0 && this.#firstDifference(leaf, key) === 256 ? leaf : -1;
  }

  /**
   * Adds a leaf; the caller knows that the key is new.
   *
   * @returns index of the leaf: leaves are numbered in the order of their insertion
   */
  insert(key: Uint8Array): number {
    const closest = this.#closest(key);
    const leaf = this.#newLeaf(key);
    if (closest < 0) {
      this.root = ~leaf;
      return leaf;
    }
    const split = this.#firstDifference(closest, key);
    let parent = -1;
    let wentRight = 0;
    let below = this.root;
    while (below >= 0 && (this.depth[below] as number) < split) {
      this.staleNode[below] = 1;
      parent = below;
      wentRight = bitOf(key, this.depth[below] as number);
      below = (wentRight ? this.right[below] : this.left[below]) as number;
    }
    const node = this.#newNode(split, leaf);
    const newIsRight = bitOf(key, split);
    this.left[node] = newIsRight ? below : ~leaf;
    this.right[node] = newIsRight ? ~leaf : below;
    if (below < 0) this.staleLeaf[~below] = 1;
    else this.staleNode[below] = 1;
    if (parent < 0) this.root = node;
    else if (wentRight) this.right[parent] = node;
    else this.left[parent] = node;
    return leaf;
  }

  /** Bit `position` of the key of `leaf`. */
  bitOfLeaf(leaf: number, position: number): number {
    return ((this.keys[leaf * ROW + (position >> 3)] as number) >> (7 - (position & 7))) & 1;
  }

  /** A leaf whose key shares with `key` all bits that the trie has branched on; -1 when the trie is empty. */
  #closest(key: Uint8Array): number {
    let at = this.root;
    if (at === EMPTY) return -1;
    while (at >= 0) at = (bitOf(key, this.depth[at] as number) ? this.right[at] : this.left[at]) as number;
    return ~at;
  }

  /** First bit in which the key of `leaf` and `key` differ; 256 when they are equal. */
  #firstDifference(leaf: number, key: Uint8Array): number {
    const start = leaf * ROW;
    for (let i = 0; i < ROW; i += 1) {
      const difference = (this.keys[start + i] as number) ^ (key[i] as number);
      if (difference !== 0) return i * 8 + Math.clz32(difference) - 24;
    }
    return 256;
  }

  #newLeaf(key: Uint8Array): number {
    const leaf = this.leafCount;
    if (leaf === this.staleLeaf.length) {
      this.keys = grown(this.keys);
      this.staleLeaf = grown(this.staleLeaf);
    }
    this.keys.set(key, leaf * ROW);
    this.staleLeaf[leaf] = 1;
    this.leafCount += 1;
    return leaf;
  }

  #newNode(split: number, leaf: number): number {
    const node = this.nodeCount;
    if (node === this.depth.length) {
      this.depth = grown(this.depth);
      this.left = grown(this.left);
      this.right = grown(this.right);
      this.leafBelow = grown(this.leafBelow);
      this.staleNode = grown(this.staleNode);
    }
    this.depth[node] = split;
    this.leafBelow[node] = leaf;
    this.staleNode[node] = 1;
    this.nodeCount += 1;
    return node;
  }
}

/** Bit `position` of a key, 0 being the most significant. */
export function bitOf(key: Uint8Array, position: number): number {
  return ((key[position >> 3] as number) >> (7 - (position & 7))) & 1;
}
