/** Lets a few of many work at the same time, in the order of their coming, and can hold all of them back. */
export class Turns {
  readonly #limit: number;
  #active = 0;
  #held = 0;
  readonly #queue: (() => void)[] = [];
  #idle: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs `work` when it is its turn. @throws what `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.#queue.push(begin);
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#active -= 1;
      this.#next();
    }
  }

  /** Waits until nobody works any more. Nobody begins until the returned function is called. */
  async hold(): Promise<() => void> {
    this.#held += 1;
    if (this.#active > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    let holding = true;
    return () => {
      if (holding) this.#held -= 1;
      holding = false;
      this.#next();
    };
  }

  #next(): void {
    while (this.#held === 0 && this.#active < this.#limit && this.#queue.length > 0) {
      this.#active += 1;
      this.#queue.shift()?.();
    }
    if (this.#active > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
