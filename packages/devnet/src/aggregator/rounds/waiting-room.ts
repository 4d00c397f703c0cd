/** A request that waits for its round. */
export interface Waiting<Request> {
  request: Request;
  /** Resolves when the round is on disk; false when the request expired before. Rejects when the disk refuses. */
  sealed: Promise<boolean>;
  /** Called by the sequencer. */
  settle: { resolve: (certified: boolean) => void; reject: (error: Error) => void };
}

/** Requests by their id (hex), in the order of arrival, until a round takes them. */
export class WaitingRoom<Request> {
  #waiting = new Map<string, Waiting<Request>>();

  get size(): number {
    return this.#waiting.size;
  }

  get(id: string): Waiting<Request> | undefined {
    return this.#waiting.get(id);
  }

  /** The caller knows that the id is new. */
  add(id: string, request: Request): Waiting<Request> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    promise.catch(() => {}); // the asker may have given up
    const waiting = { request, sealed: promise, settle: { resolve, reject } };
    this.#waiting.set(id, waiting);
    return waiting;
  }

  /** Empties the room. */
  take(): Waiting<Request>[] {
    const taken = [...this.#waiting.values()];
    this.#waiting = new Map();
    return taken;
  }
}
