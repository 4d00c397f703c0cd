interface Late {
  /** Time of {@link performance}, ms. */
  at: number;
  size: number;
  act: () => void;
}

/** Does things later, in the order in which they came, also when the delay changes. */
export class DelayLine {
  #waiting: Late[] = [];
  #timer: NodeJS.Timeout | undefined;
  #size = 0;

  /** Sum of what waits, in the unit of {@link pass}. */
  get size(): number {
    return this.#size;
  }

  /** Acts after `delayMs`, and not before what came earlier; at once when both are nothing. */
  pass(size: number, delayMs: number, act: () => void): void {
    const last = this.#waiting.at(-1);
    if (delayMs === 0 && !last) {
      act();
      return;
    }
    this.#waiting.push({ at: Math.max(performance.now() + delayMs, last?.at ?? 0), size, act });
    this.#size += size;
    this.#schedule();
  }

  /** Forgets what waits. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#size = 0;
  }

  #schedule(): void {
    const [first] = this.#waiting;
    if (this.#timer || !first) return;
    this.#timer = setTimeout(() => this.#actNow(), Math.max(0, first.at - performance.now()));
  }

  #actNow(): void {
    this.#timer = undefined;
    const now = performance.now();
    while (this.#waiting[0] && this.#waiting[0].at <= now) {
      const { size, act } = this.#waiting.shift() as Late;
      this.#size -= size;
      act();
    }
    this.#schedule();
  }
}
