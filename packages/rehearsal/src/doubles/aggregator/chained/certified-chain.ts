import {
  type Block,
  type ChainView,
  type GenerationName,
  PathTreeV1,
  RadixTreeV3,
  type Round,
  RPC_CODES,
  RpcError,
} from "@unicity-sphere/devnet/protocol";
import { type ChainLeaf, leafOf } from "./leaves.ts";
import type { CertifiedBlock } from "./proposal.ts";
import type { QueuedRequest } from "./requests.ts";

/** Blocks that `get_block` finds: later ones push out the oldest. */
export const KEPT_BLOCKS = 1000;

/** The trees; only that of the image's API is ever filled. */
interface Trees {
  readonly v1: PathTreeV1;
  readonly v3: RadixTreeV3;
}

/** The certified state in memory, as the RPC methods read it. It changes only when a certificate is there. */
export class CertifiedChain implements ChainView {
  readonly #line: GenerationName;
  readonly #blocks = new Map<number, CertifiedBlock>();
  #leaves: readonly ChainLeaf[] = [];
  #trees: Trees = { v1: new PathTreeV1(), v3: new RadixTreeV3() };
  #latest: CertifiedBlock | undefined;

  constructor(line: GenerationName) {
    this.#line = line;
  }

  get height(): number {
    return this.#latest?.number ?? 0;
  }

  get latest(): CertifiedBlock | undefined {
    return this.#latest;
  }

  get v1(): PathTreeV1 {
    return this.#trees.v1;
  }

  get v3(): RadixTreeV3 {
    return this.#trees.v3;
  }

  get leafCount(): number {
    return this.#leaves.length;
  }

  /** Root hash over what is certified, 32 bytes. */
  get root(): Uint8Array {
    return this.#trees[this.#line].root();
  }

  /** Whether a request is certified already. @param id request id or state id */
  has(id: Uint8Array): boolean {
    return this.#trees[this.#line].find(id) >= 0;
  }

  /** Root hash with these requests added. */
  rootWith(requests: readonly QueuedRequest[], number: number, sealedAt: number): Uint8Array {
    return requests.length === 0
      ? this.root
      : this.#with(requests, number, sealedAt).trees[this.#line].root();
  }

  /** Puts back what the database has. @param blocks the latest ones, oldest first */
  restore(leaves: readonly ChainLeaf[], blocks: readonly CertifiedBlock[]): void {
    this.#leaves = leaves;
    this.#trees = treesOf(leaves);
    for (const block of blocks) this.append(block, []);
  }

  /** Takes over a block that was certified just now. */
  append(block: CertifiedBlock, requests: readonly QueuedRequest[]): void {
    if (requests.length > 0) {
      const { trees, leaves } = this.#with(requests, block.number, block.sealedAt);
      this.#trees = trees;
      this.#leaves = leaves;
    }
    this.#blocks.set(block.number, block);
    this.#latest = block;
    for (const number of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT_BLOCKS) break;
      this.#blocks.delete(number);
    }
  }

  /** @throws RpcError -32603 before the first block */
  certificate(): Uint8Array {
    if (this.#latest) return this.#latest.certificate;
    throw new RpcError(RPC_CODES.internal, "Internal error", "no block is certified yet");
  }

  block(number: number): Block | undefined {
    const block = this.#blocks.get(number);
    if (!block) return undefined;
    const previous = this.#blocks.get(number - 1);
    return { round: roundOf(block), previous: previous && roundOf(previous), certificate: block.certificate };
  }

  readonly ledger: ChainView["ledger"] = {
    commitment: (index) => leavesOf("v1", this.#leaves.slice(index, index + 1))[0] as V1Leaf,
    certification: (index) => leavesOf("v3", this.#leaves.slice(index, index + 1))[0] as V3Leaf,
    commitmentsOf: (number) => leavesOf("v1", this.#leaves).filter(({ round }) => round === number),
    certificationsOf: (number) => leavesOf("v3", this.#leaves).filter(({ round }) => round === number),
  };

  /** Copies, so that proofs of what is certified stay possible while a proposal waits for its certificate. */
  #with(requests: readonly QueuedRequest[], number: number, sealedAt: number) {
    const first = this.#leaves.length;
    const added = requests.map((queued, index) => leafOf(queued, first + index, number, sealedAt));
    const leaves = [...this.#leaves, ...added];
    return { trees: treesOf(leaves), leaves };
  }
}

function treesOf(leaves: readonly ChainLeaf[]): Trees {
  const trees: Trees = { v1: new PathTreeV1(), v3: new RadixTreeV3() };
  for (const { line, leaf } of leaves)
    if (line === "v1") trees.v1.insert(leaf.requestId, leaf.value);
    else trees.v3.insert(leaf.stateId, leaf.value);
  for (const tree of Object.values(trees)) tree.root(); // proofs can be read after it
  return trees;
}

function roundOf({ number, sealedAt, root }: CertifiedBlock): Round {
  return { number, sealedAt, roots: { v1: root, v3: root } };
}

type V1Leaf = Extract<ChainLeaf, { line: "v1" }>["leaf"];
type V3Leaf = Extract<ChainLeaf, { line: "v3" }>["leaf"];

function leavesOf(line: "v1", leaves: readonly ChainLeaf[]): V1Leaf[];
function leavesOf(line: "v3", leaves: readonly ChainLeaf[]): V3Leaf[];
function leavesOf(line: GenerationName, leaves: readonly ChainLeaf[]): (V1Leaf | V3Leaf)[] {
  return leaves.filter((entry) => entry.line === line).map(({ leaf }) => leaf);
}
