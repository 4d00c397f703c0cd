import { encodeInputRecord, type GenerationName, type TrustBase } from "@unicity-sphere/devnet/protocol";
import type { RootConnection } from "../../bft-core/p2p/root-client.ts";
import type { CertifiedChain } from "./certified-chain.ts";
import type { ChainStore } from "./chain-store.ts";
import { checkCertificate, type LastCertificate, RoundError } from "./last-certificate.ts";
import { log } from "./log.ts";
import type { Proposal } from "./proposal.ts";
import type { RequestQueue } from "./request-queue.ts";
import { expiryOf, type QueuedRequest } from "./requests.ts";

export interface BlockMakerOptions {
  readonly chain: CertifiedChain;
  readonly store: ChainStore;
  readonly queue: RequestQueue;
  readonly trustBase: TrustBase;
  readonly generation: GenerationName;
  /** Most requests of a block. */
  readonly roundRequests: number;
  /** Unix time, ms. */
  readonly now?: () => number;
}

/** Makes blocks: a proposal in the database, its certificate of the root node, the block in the database. */
export class BlockMaker {
  readonly #options: BlockMakerOptions;
  #proposal: Proposal | undefined;

  /** @param proposal what was sent to the root node before a crash */
  constructor(options: BlockMakerOptions, proposal: Proposal | undefined) {
    this.#options = options;
    this.#proposal = proposal;
  }

  /**
   * Starts from the shard's latest certificate: an unfinished block that it certifies is finished.
   * @throws RoundError when this aggregator cannot go on from it
   */
  async adopt(certificate: Uint8Array | null): Promise<LastCertificate | null> {
    const { chain, trustBase, generation } = this.#options;
    const known = chain.latest && checkCertificate(chain.latest.certificate, trustBase, generation);
    if (!certificate) {
      if (known)
        throw new RoundError(`the root node has no certificate, block ${known.round} is certified here`);
      return null;
    }
    const last = checkCertificate(certificate, trustBase, generation);
    if (known && last.rootRound < known.rootRound)
      throw new RoundError(
        `equivocation: certificate of root round ${last.rootRound} after ${known.rootRound}`,
      );
    const proposal = this.#proposal;
    if (proposal?.number === last.round && equal(proposal.root, last.root))
      await this.#finish(proposal, last);
    // v0.1.0 certifies whatever tree it has on top of the latest certificate; later lines compare them.
    else if (generation === "v3" && !equal(chain.root, last.root))
      throw new RoundError("local root does not match the root of the latest unicity certificate");
    return last;
  }

  /** One block. @throws RoundError, RootRefusal, ChannelError, DatabaseError */
  async make(root: RootConnection, last: LastCertificate | null): Promise<LastCertificate> {
    const { store, trustBase, generation } = this.#options;
    const proposal = await this.#propose(last);
    this.#proposal = proposal;
    await store.propose(proposal);
    const record = encodeInputRecord(generation, {
      round: proposal.number,
      previousRoot: proposal.previousRoot,
      root: proposal.root,
      timestamp: Math.floor(proposal.sealedAt / 1000),
    });
    const next = checkCertificate(await root.certify(record), trustBase, generation);
    if (next.round !== proposal.number || !equal(next.root, proposal.root))
      throw new RoundError("the certificate is of another round");
    await this.#finish(proposal, next);
    return next;
  }

  async #propose(last: LastCertificate | null): Promise<Proposal> {
    const { chain, now = Date.now } = this.#options;
    const sealedAt = Math.max(now(), chain.latest?.sealedAt ?? 0);
    const number = (last?.round ?? 0) + 1;
    const requests = await this.#take(Math.floor(sealedAt / 1000));
    return {
      number,
      previousRoot: last?.root ?? null,
      root: chain.rootWith(requests, number, sealedAt),
      sealedAt,
      requests,
    };
  }

  /** Requests of the next block; expired ones are dropped. @param time Unix time of the block, s */
  async #take(time: number): Promise<QueuedRequest[]> {
    const { chain, queue, store, roundRequests } = this.#options;
    const taken: QueuedRequest[] = [];
    for (const queued of queue.peek(roundRequests)) {
      const expiresAt = expiryOf(queued);
      const id = queued.line === "v1" ? queued.request.requestId : queued.request.stateId;
      if ((expiresAt === null || expiresAt > time) && !chain.has(id)) taken.push(queued);
      else {
        await store.drop(queued);
        queue.remove(queued);
      }
    }
    return taken;
  }

  async #finish(proposal: Proposal, { certificate }: LastCertificate): Promise<void> {
    const { chain, store, queue } = this.#options;
    const { requests, ...block } = proposal;
    await store.finalize(proposal, certificate, chain.leafCount);
    chain.append({ ...block, certificate }, requests);
    for (const queued of requests) queue.remove(queued);
    this.#proposal = undefined;
    log("info", "block finalized", { blockNumber: proposal.number, requests: requests.length });
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
