import { fromHex, toHex } from "@unicity-sphere/devnet/protocol";
import type { Document, Documents } from "../../mongo/client.ts";
import type { CertifiedBlock, Proposal } from "./proposal.ts";
import { idOf, type QueuedRequest } from "./requests.ts";
import { requestDocument, requestOf } from "./stored-request.ts";

/** A certified request and the number of its block. */
export interface StoredRecord {
  readonly queued: QueuedRequest;
  readonly blockNumber: number;
  /** Unix time of the block, ms. */
  readonly sealedAt: number;
}

/** Documents of one answer when all are read. */
const PART = 500;

/** The aggregator's state in the collections of aggregator-go; what their documents hold is the double's own. */
export class ChainStore {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** Makes the indexes. @throws DatabaseError, as long as the server is not a writable primary, too */
  async createIndexes(): Promise<void> {
    await this.#documents.createIndex("commitments", { id: 1 }, { unique: true });
    await this.#documents.createIndex("aggregator_records", { id: 1 }, { unique: true });
    await this.#documents.createIndex("aggregator_records", { leafIndex: 1 }, { unique: true });
    await this.#documents.createIndex("blocks", { index: 1 }, { unique: true });
    await this.#documents.createIndex("trust_bases", { epoch: 1 }, { unique: true });
  }

  /** The latest blocks, oldest first. */
  async blocks(most: number): Promise<CertifiedBlock[]> {
    const found = await this.#documents.find(
      "blocks",
      { finalized: true },
      { sort: { index: -1 }, limit: most },
    );
    return found.map((block) => ({ ...headerOf(block), certificate: bytes(block.certificate) })).reverse();
  }

  /** Certified requests in the order of the tree, in parts. */
  async *records(): AsyncGenerator<StoredRecord> {
    for (let next = 0; ; ) {
      const options = { sort: { leafIndex: 1 }, limit: PART } as const;
      const part = await this.#documents.find("aggregator_records", { leafIndex: { $gte: next } }, options);
      if (part.length === 0) return;
      yield* part.map((record) => ({
        queued: requestOf(record),
        blockNumber: record.blockNumber as number,
        sealedAt: record.finalizedAt as number,
      }));
      next += part.length;
    }
  }

  /** Requests that were accepted and are not certified. */
  async queue(): Promise<QueuedRequest[]> {
    return (await this.#documents.find("commitments")).map(requestOf);
  }

  /** The block that was sent to the root node and not finalized, with its requests. */
  async proposal(): Promise<Proposal | undefined> {
    const [block] = await this.#documents.find("blocks", { finalized: false });
    if (!block) return undefined;
    const queue = new Map((await this.queue()).map((queued) => [idOf(queued), queued]));
    const ids = block.requests as string[];
    return { ...headerOf(block), requests: ids.flatMap((id) => queue.get(id) ?? []) };
  }

  /** @throws DatabaseError `DuplicateKey` when it waits already */
  async enqueue(queued: QueuedRequest): Promise<void> {
    await this.#documents.insert("commitments", [requestDocument(queued)]);
  }

  async drop(queued: QueuedRequest): Promise<void> {
    await this.#documents.remove("commitments", { id: idOf(queued) });
  }

  /** Keeps what is about to be sent to the root node; it replaces an earlier proposal. */
  async propose(proposal: Proposal): Promise<void> {
    const document = { ...header(proposal), finalized: false, requests: proposal.requests.map(idOf) };
    await this.#documents.transaction([
      { op: "remove", collection: "blocks", filter: { finalized: false } },
      { op: "insert", collection: "blocks", documents: [document] },
    ]);
  }

  /** Turns the proposal into a block: its requests leave the queue. All or nothing, and again when the answer got lost. */
  async finalize(proposal: Proposal, certificate: Uint8Array, firstLeaf: number): Promise<void> {
    const block = { ...header(proposal), finalized: true, certificate: toHex(certificate) };
    const records = proposal.requests.map((queued, index) => ({
      ...requestDocument(queued),
      blockNumber: proposal.number,
      leafIndex: firstLeaf + index,
      finalizedAt: proposal.sealedAt,
    }));
    await this.#documents.transaction([
      { op: "replace", collection: "blocks", filter: { index: proposal.number }, document: block },
      { op: "remove", collection: "aggregator_records", filter: { blockNumber: proposal.number } },
      ...(records.length > 0
        ? [{ op: "insert" as const, collection: "aggregator_records", documents: records }]
        : []),
      ...proposal.requests.map((queued) => ({
        op: "remove" as const,
        collection: "commitments",
        filter: { id: idOf(queued) },
      })),
    ]);
  }

  /** Text of the trust base that is kept for an epoch. */
  async trustBase(epoch: number): Promise<string | undefined> {
    const [found] = await this.#documents.find("trust_bases", { epoch });
    return found?.document as string | undefined;
  }

  async addTrustBase(epoch: number, epochStart: number, document: string): Promise<void> {
    await this.#documents.insert("trust_bases", [{ epoch, epochStart, document }]);
  }
}

function header({ number, previousRoot, root, sealedAt }: Proposal): Document {
  return {
    index: number,
    previousRoot: previousRoot && toHex(previousRoot),
    rootHash: toHex(root),
    createdAt: sealedAt,
  };
}

function headerOf(block: Document): Omit<Proposal, "requests"> {
  return {
    number: block.index as number,
    previousRoot: block.previousRoot === null ? null : bytes(block.previousRoot),
    root: bytes(block.rootHash),
    sealedAt: block.createdAt as number,
  };
}

function bytes(hex: unknown): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}
