import type { Waiting } from "@unicity-sphere/devnet/protocol";

/** Requests of one API from their acceptance until their block is certified. They are accepted once they are stored. */
export class RequestRoom<Request> {
  readonly #waiting = new Map<string, Waiting<Request>>();
  readonly #stored = new Map<string, Request>();
  readonly #store: (request: Request) => Promise<void>;
  readonly #visible: boolean;

  /**
   * @param store resolves when the request survives a crash
   * @param visible whether one that waits is found: API v1 says that it exists, v3 accepts it again
   */
  constructor(store: (request: Request) => Promise<void>, visible: boolean) {
    this.#store = store;
    this.#visible = visible;
  }

  get size(): number {
    return this.#waiting.size;
  }

  get(id: string): Waiting<Request> | undefined {
    return this.#visible ? this.#waiting.get(id) : undefined;
  }

  /** `sealed` of the result resolves when the request is stored: upstream answers then, and clients poll. */
  add(id: string, request: Request): Waiting<Request> {
    const known = this.#waiting.get(id);
    if (known) return known;
    const sealed = this.#store(request).then(
      () => {
        this.#stored.set(id, request);
        return true;
      },
      (error: unknown) => {
        this.#waiting.delete(id);
        throw error;
      },
    );
    sealed.catch(() => {}); // the asker may have given up
    return this.#keep(id, request, sealed);
  }

  /** Takes over what the database has. */
  restore(id: string, request: Request): void {
    this.#stored.set(id, request);
    this.#keep(id, request, Promise.resolve(true));
  }

  /** Stored requests in the order of arrival. */
  peek(most: number): Request[] {
    return [...this.#stored.values()].slice(0, most);
  }

  /** Forgets a request that was certified or has expired. */
  remove(id: string): void {
    this.#stored.delete(id);
    this.#waiting.delete(id);
  }

  #keep(id: string, request: Request, sealed: Promise<boolean>): Waiting<Request> {
    const waiting = { request, sealed, settle: { resolve: () => {}, reject: () => {} } };
    this.#waiting.set(id, waiting);
    return waiting;
  }
}
