interface Waiter {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Reloads HAProxy once for many changes. A change starts a delay that every further change restarts; all who wait get the
 * outcome of the same reload. One reload runs at a time, and changes during it wait for one more.
 */
export class ReloadQueue {
  readonly #reload: () => Promise<void>;
  readonly #debounce: number;
  #waiting: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  /** `debounce` in ms. */
  constructor(reload: () => Promise<void>, debounce: number) {
    this.#reload = reload;
    this.#debounce = debounce;
  }

  /** Settles with the reload that follows this change. */
  afterChange(): Promise<void> {
    const outcome = this.#wait();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#start(), this.#debounce);
    return outcome;
  }

  /** Reloads without the delay, with everybody who waits. */
  now(): Promise<void> {
    const outcome = this.#wait();
    this.#start();
    return outcome;
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#running) return;
    const waiters = this.#waiting;
    this.#waiting = [];
    this.#running = this.#settle(waiters).finally(() => {
      this.#running = undefined;
      // Whoever came while it ran and has no delay of its own any more.
      if (this.#waiting.length > 0 && this.#timer === undefined) this.#start();
    });
  }

  async #settle(waiters: Waiter[]): Promise<void> {
    try {
      await this.#reload();
      for (const { resolve } of waiters) resolve();
    } catch (error) {
      for (const { reject } of waiters) reject(error);
    }
  }
}
