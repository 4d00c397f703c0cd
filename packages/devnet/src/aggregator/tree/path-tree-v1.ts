import { HashedTrie } from "./hashed-trie.ts";
import { hashLeaf, hashNode } from "./hashing-v1.ts";
import { type PathBits, pathBits, reversed } from "./path-bits.ts";
import { EMPTY, type RadixTrie } from "./radix-trie.ts";
import { ROW, Rows } from "./rows.ts";

/** One step of a proof, as in JSON: `path` a decimal number, `data` hex without 0x. */
export interface PathStep {
  path: string;
  data: string | null;
}

/** A proof from the leaf up to the root. */
export interface MerklePath {
  /** Imprint of the root hash: `0000` and 64 hex digits. */
  root: string;
  steps: PathStep[];
}

/** Bits of a request id's imprint: 2 bytes of algorithm and 32 of digest. */
const PATH_BITS = 272;

/**
 * The sparse Merkle tree of state-transition-sdk 1.5–1.6: the path is the imprint of the request id read from its
 * least significant bit, every node hashes the bits since its parent (with a sentinel bit on top), and the root is
 * always a node with path 1, also when one or both sides are missing.
 */
export class PathTreeV1 {
  readonly #values = new Rows();
  readonly #trie = new HashedTrie((shape) => ({
    hashLeaf: (leaf, from) => hashLeaf(leafPath(shape, leaf, from), this.#values.view(leaf)),
    hashNode: (node, from, left, right) => hashNode(nodePath(shape, node, from), left, right),
  }));

  get size(): number {
    return this.#trie.shape.leafCount;
  }

  /** Index of the leaf (0 is the first inserted), or -1. `requestId`: the 32-byte digest. */
  find(requestId: Uint8Array): number {
    return this.#trie.shape.find(reversed(requestId));
  }

  /** Adds a leaf with a key that is not in the tree. `value`: the 32-byte digest of the leaf value. @returns its index */
  insert(requestId: Uint8Array, value: Uint8Array): number {
    const leaf = this.#trie.shape.insert(reversed(requestId));
    this.#values.set(leaf, value);
    return leaf;
  }

  /** The root hash over all leaves, 32 bytes. */
  root(): Uint8Array {
    const [left, right] = this.#sides();
    this.#trie.refresh(left, 0);
    this.#trie.refresh(right, 0);
    return hashNode(ROOT_PATH, this.#hash(left), this.#hash(right));
  }

  /** Proof that the request id is in the tree, or that it is not; after {@link root}. */
  path(requestId: Uint8Array): MerklePath {
    const key = reversed(requestId);
    const { shape } = this.#trie;
    const { branches, end } = this.#trie.walk(key);
    const top = branches[0];
    const rooted = top !== undefined && shape.depth[top.node] === 0;
    const steps: PathStep[] = [];
    let from = 0;
    for (const { node, sibling } of branches) {
      if (shape.depth[node] !== 0) steps.unshift(step(nodePath(shape, node, from), this.#hash(sibling)));
      from = shape.depth[node] as number;
    }
    const onOtherSide = !rooted && this.#sides()[(key[0] as number) >> 7] === EMPTY;
    const sibling = rooted ? top.sibling : onOtherSide ? shape.root : EMPTY;
    steps.push(step(ROOT_PATH, this.#hash(sibling)));
    if (onOtherSide)
      return this.#proof([{ path: `${(key[0] as number) >> 7}`, data: null }, steps.at(-1) as PathStep]);
    return this.#proof([...this.#endSteps(end, from), ...steps]);
  }

  /** The steps of the leaf or node where a walk ended. */
  #endSteps(end: number, from: number): PathStep[] {
    const { shape } = this.#trie;
    if (end < 0) {
      const data = `0000${Buffer.from(this.#values.view(~end)).toString("hex")}`;
      return [{ path: leafPath(shape, ~end, from).decimal(), data }];
    }
    return [
      step(ZERO_PATH, this.#hash(shape.left[end] as number)),
      step(nodePath(shape, end, from), this.#hash(shape.right[end] as number)),
    ];
  }

  #proof(steps: PathStep[]): MerklePath {
    return { root: `0000${Buffer.from(this.root()).toString("hex")}`, steps };
  }

  /** What hangs on the two sides of the root node. */
  #sides(): [number, number] {
    const { shape } = this.#trie;
    const { root } = shape;
    if (root === EMPTY) return [EMPTY, EMPTY];
    if (root >= 0 && shape.depth[root] === 0)
      return [shape.left[root] as number, shape.right[root] as number];
    return shape.bitOfLeaf(root < 0 ? ~root : (shape.leafBelow[root] as number), 0)
      ? [EMPTY, root]
      : [root, EMPTY];
  }

  #hash(reference: number): Uint8Array | null {
    return reference === EMPTY ? null : this.#trie.hashOf(reference);
  }
}

const ROOT_PATH = pathBits(new Uint8Array(ROW), 0, 0);
const ZERO_PATH = { bytes: Uint8Array.of(0), decimal: () => "0" };

function leafPath(shape: RadixTrie, leaf: number, from: number): PathBits {
  return pathBits(shape.keys.subarray(leaf * ROW, (leaf + 1) * ROW), from, PATH_BITS);
}

function nodePath(shape: RadixTrie, node: number, from: number): PathBits {
  const leaf = shape.leafBelow[node] as number;
  return pathBits(shape.keys.subarray(leaf * ROW, (leaf + 1) * ROW), from, shape.depth[node] as number);
}

function step(path: PathBits, data: Uint8Array | null): PathStep {
  return { path: path.decimal(), data: data && Buffer.from(data).toString("hex") };
}
