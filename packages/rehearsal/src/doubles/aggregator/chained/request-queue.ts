import type { CertificationRequest, CommitmentLeaf } from "@unicity-sphere/devnet/protocol";
import { DatabaseError } from "../../mongo/client.ts";
import type { ChainStore } from "./chain-store.ts";
import { RequestRoom } from "./request-room.ts";
import { type ApiLine, idOf, type QueuedRequest } from "./requests.ts";

/** The queue of requests: in the database, and here for the round that comes. */
export class RequestQueue {
  readonly commitments: RequestRoom<CommitmentLeaf>;
  readonly certifications: RequestRoom<CertificationRequest>;
  readonly #line: ApiLine;

  constructor(store: Pick<ChainStore, "enqueue">, line: ApiLine) {
    this.#line = line;
    const keep = async (queued: QueuedRequest) => {
      try {
        await store.enqueue(queued);
      } catch (error) {
        // It was stored by an attempt whose answer got lost.
        if (!(error instanceof DatabaseError && error.codeName === "DuplicateKey")) throw error;
      }
    };
    this.commitments = new RequestRoom((request) => keep({ line: "v1", request }), true);
    this.certifications = new RequestRoom((request) => keep({ line: "v3", request }), false);
  }

  get waiting(): number {
    return this.commitments.size + this.certifications.size;
  }

  restore(queued: QueuedRequest): void {
    if (queued.line === "v1") this.commitments.restore(idOf(queued), queued.request);
    else this.certifications.restore(idOf(queued), queued.request);
  }

  /** What the next block may take. */
  peek(most: number): QueuedRequest[] {
    return this.#line === "v1"
      ? this.commitments.peek(most).map((request) => ({ line: "v1", request }))
      : this.certifications.peek(most).map((request) => ({ line: "v3", request }));
  }

  remove(queued: QueuedRequest): void {
    (queued.line === "v1" ? this.commitments : this.certifications).remove(idOf(queued));
  }
}
