import { bitOf, EMPTY, RadixTrie } from "./radix-trie.ts";
import { Rows } from "./rows.ts";

/** One branching on the way from the root to a key. */
export interface Branch {
  node: number;
  /** The side that the key takes: 1 right, 0 left. */
  side: number;
  /** Reference of the other side. */
  sibling: number;
}

/** How a generation of the protocol hashes; all hashes are 32 bytes. */
export interface NodeHashing {
  /** `parentDepth`: the bit on which the parent branches, 0 at the top. */
  hashLeaf(leaf: number, parentDepth: number): Uint8Array;
  hashNode(node: number, parentDepth: number, left: Uint8Array, right: Uint8Array): Uint8Array;
}

/** A {@link RadixTrie} with a hash at every leaf and node; a change costs the hashes on its own path only. */
export class HashedTrie {
  readonly shape = new RadixTrie();
  readonly #leafHashes = new Rows();
  readonly #nodeHashes = new Rows();
  readonly #hashing: NodeHashing;

  constructor(hashing: (shape: RadixTrie) => NodeHashing) {
    this.#hashing = hashing(this.shape);
  }

  /** Computes every stale hash below `reference`. */
  refresh(reference: number, parentDepth: number): void {
    const { shape } = this;
    if (reference < 0) {
      const leaf = ~reference;
      if (shape.staleLeaf[leaf] === 0) return;
      this.#leafHashes.set(leaf, this.#hashing.hashLeaf(leaf, parentDepth));
      shape.staleLeaf[leaf] = 0;
      return;
    }
    if (reference === EMPTY || shape.staleNode[reference] === 0) return;
    const depth = shape.depth[reference] as number;
    const left = shape.left[reference] as number;
    const right = shape.right[reference] as number;
    this.refresh(left, depth);
    this.refresh(right, depth);
    const hash = this.#hashing.hashNode(reference, parentDepth, this.hashOf(left), this.hashOf(right));
    this.#nodeHashes.set(reference, hash);
    shape.staleNode[reference] = 0;
  }

  /** A view of the hash of a leaf or node after {@link refresh}. */
  hashOf(reference: number): Uint8Array {
    return reference < 0 ? this.#leafHashes.view(~reference) : this.#nodeHashes.view(reference);
  }

  /** The branchings that `key` takes, topmost first, and where it ends: a leaf, or a node whose prefix it leaves. */
  walk(key: Uint8Array): { branches: Branch[]; end: number } {
    const { shape } = this;
    const branches: Branch[] = [];
    let at = shape.root;
    let checked = 0;
    while (at >= 0 && at !== EMPTY) {
      const depth = shape.depth[at] as number;
      const leaf = shape.leafBelow[at] as number;
      for (; checked < depth; checked += 1) {
        if (bitOf(key, checked) !== shape.bitOfLeaf(leaf, checked)) return { branches, end: at };
      }
      const side = bitOf(key, depth);
      const [next, sibling] = side ? [shape.right[at], shape.left[at]] : [shape.left[at], shape.right[at]];
      branches.push({ node: at, side, sibling: sibling as number });
      at = next as number;
    }
    return { branches, end: at };
  }
}
