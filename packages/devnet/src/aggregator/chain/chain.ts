import { DevnetError } from "../../errors.ts";
import type { GenerationName } from "../../identity/generation.ts";
import type { RootIdentity } from "../../identity/keys.ts";
import type { Round } from "../certificate/round.ts";
import { unicityCertificate } from "../certificate/unicity-certificate.ts";
import { PathTreeV1 } from "../tree/path-tree-v1.ts";
import { RadixTreeV3 } from "../tree/radix-tree-v3.ts";
import type { Batch } from "./leaves.ts";
import type { Ledger } from "./ledger.ts";

/** A round as the block methods show it. */
export interface Block {
  round: Round;
  previous: Round | undefined;
  /** UnicityCertificate of one generation. */
  certificate: Uint8Array;
}

/** The trees of both generations. */
interface Trees {
  v1: PathTreeV1;
  v3: RadixTreeV3;
}

/**
 * The sealed state: both trees, the latest round and its certificates. It changes only in {@link Chain.seal} and
 * {@link Chain.revertTo}, which are synchronous, so a proof and its certificate always belong together.
 */
export class Chain {
  readonly ledger: Ledger;
  readonly #identity: RootIdentity;
  readonly #certificates = new Map<GenerationName, Uint8Array>();
  #trees: Trees = { v1: new PathTreeV1(), v3: new RadixTreeV3() };
  #rounds: Round[] = [];
  /** The trees hold leaves of a round that could not be stored. */
  #treesAhead = false;

  /**
   * Rebuilds the trees from the ledger.
   *
   * @throws DevnetError `STATE_CORRUPT` when their roots are not those that the last round certified
   */
  constructor(ledger: Ledger, identity: RootIdentity) {
    this.ledger = ledger;
    this.#identity = identity;
    this.#load();
  }

  /** The tree of v1 request ids. */
  get v1(): PathTreeV1 {
    return this.#trees.v1;
  }

  /** The tree of v3 state ids. */
  get v3(): RadixTreeV3 {
    return this.#trees.v3;
  }

  /** Number of the latest round; 0 before the first. */
  get height(): number {
    return this.#rounds[0]?.number ?? 0;
  }

  /** The latest round. */
  get latest(): Round | undefined {
    return this.#rounds[0];
  }

  /**
   * Adds the leaves and commits the round to disk before it becomes visible.
   *
   * @param sealedAt Unix time, ms
   * @throws Error of SQLite (disk full, I/O); the chain is then as before
   */
  seal(batch: Batch, sealedAt: number): Round {
    if (this.#treesAhead) this.#load();
    const { v1, v3 } = this.#trees;
    const firstLeaf = { v1: v1.size, v3: v3.size };
    const previous = this.#rounds[0];
    try {
      for (const { requestId, value } of batch.commitments) v1.insert(requestId, value);
      for (const { stateId, value } of batch.certifications) v3.insert(stateId, value);
      const round: Round = {
        number: this.height + 1,
        sealedAt,
        roots: { v1: v1.root(), v3: v3.root() },
      };
      this.ledger.append(round, previous, batch, firstLeaf);
      this.#add(round);
      return round;
    } catch (error) {
      this.#treesAhead = batch.commitments.length + batch.certifications.length > 0;
      if (this.#treesAhead) this.#load();
      throw error;
    }
  }

  /**
   * Takes out the leaves that came after round `number`. A round of its own certifies the earlier roots again, so the
   * height grows and no number is given twice: bft-core takes an older round, or another one of the same number, for
   * equivocation.
   *
   * @param sealedAt Unix time, ms
   * @throws Error of SQLite, DevnetError `STATE_CORRUPT`; the chain is then as before
   */
  revertTo(number: number, sealedAt: number): Round {
    const target = this.ledger.round(number);
    if (!target) throw new Error(`The chain has no round ${number}.`);
    const trees = this.#grow(target, number);
    const round: Round = { number: this.height + 1, sealedAt, roots: target.roots };
    this.ledger.revert(round, this.#rounds[0], number);
    this.#trees = trees;
    this.#treesAhead = false;
    this.#add(round);
    return round;
  }

  /** UnicityCertificate of the latest round, made when first asked for. */
  certificate(generation: GenerationName): Uint8Array {
    const known = this.#certificates.get(generation);
    if (known) return known;
    const certificate = unicityCertificate(generation, this.#identity, this.#rounds);
    this.#certificates.set(generation, certificate);
    return certificate;
  }

  /** A past round with its certificate, byte for byte as it was given then, and the round before it. */
  block(number: number, generation: GenerationName): Block | undefined {
    const history = this.#history(number);
    const [round, previous] = history;
    if (round?.number !== number) return undefined;
    return { round, previous, certificate: unicityCertificate(generation, this.#identity, history) };
  }

  /** A round and up to two before it. */
  #history(number: number): Round[] {
    return [number, number - 1, number - 2].flatMap((each) => this.ledger.round(each) ?? []);
  }

  #add(round: Round): void {
    this.#rounds = [round, ...this.#rounds.slice(0, 2)];
    this.#certificates.clear();
  }

  #load(): void {
    this.#rounds = this.#history(this.ledger.height());
    this.#certificates.clear();
    this.#trees = this.#grow(this.latest);
    this.#treesAhead = false;
  }

  /** The trees whose roots a round certified, from stored leaves. @param upTo round of the last leaf, default all */
  #grow(round: Round | undefined, upTo?: number): Trees {
    const trees: Trees = { v1: new PathTreeV1(), v3: new RadixTreeV3() };
    for (const generation of ["v1", "v3"] as const) {
      const tree = trees[generation];
      for (const { key, value } of this.ledger.leaves(generation, upTo)) tree.insert(key, value);
      if (round) this.#expectRoot(generation, round, tree.root());
    }
    return trees;
  }

  #expectRoot(generation: GenerationName, { number, roots }: Round, root: Uint8Array): void {
    const certified = roots[generation];
    if (Buffer.compare(certified, root) === 0) return;
    throw new DevnetError({
      code: "STATE_CORRUPT",
      what: "The stored leaves do not give the root that was certified. Nothing was changed.",
      where: `tree ${generation} of round ${number}`,
      evidence: `certified ${Buffer.from(certified).toString("hex")}, stored leaves ${Buffer.from(root).toString("hex")}`,
      cause: "The database was edited or damaged.",
      next: "Restore it from a copy, or wipe the instance.",
    });
  }
}
