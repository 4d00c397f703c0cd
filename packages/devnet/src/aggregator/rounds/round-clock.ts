/** `auto` seals by itself, `manual` only when told, `paused` not at all. */
export type RoundMode = "auto" | "manual" | "paused";

/** Shortest time between two rounds on demand, ms. */
export const SHORTEST_ROUND_MS = 50;

/** An empty round comes after this long without a request, ms. */
export const IDLE_ROUND_MS = 1000;

/** And after this long while the clock is young: who starts an aggregator waits for its chain to grow, ms. */
export const YOUNG_IDLE_ROUND_MS = 250;

/** How long the clock is young, ms. */
export const YOUNG_MS = 2000;

/**
 * Decides when a round is sealed. On demand (the default): as soon as a request waits, at most every 50 ms, and an
 * empty one each second, in the first 2 s four times as often. With `roundMs`: at that cadence whatever waits, as a real
 * root chain does (900 ms).
 */
export class RoundClock {
  readonly #seal: () => void;
  readonly #roundMs: number | undefined;
  #mode: RoundMode;
  #timer: NodeJS.Timeout | undefined;
  #onDemand = false;
  #lastSeal = Number.NEGATIVE_INFINITY;
  readonly #start = performance.now();

  constructor(options: { mode: RoundMode; roundMs?: number | undefined; seal: () => void }) {
    this.#seal = options.seal;
    this.#roundMs = options.roundMs;
    this.#mode = options.mode;
    this.#schedule(this.#pause());
  }

  get mode(): RoundMode {
    return this.#mode;
  }

  set mode(mode: RoundMode) {
    this.#mode = mode;
    this.#onDemand = false;
    this.#schedule(this.#roundMs ?? 0);
  }

  /** Longest time between two rounds that is normal, ms. */
  get longestRoundMs(): number {
    return this.#roundMs ?? IDLE_ROUND_MS;
  }

  /** Says that a request waits. */
  request(): void {
    if (this.#mode !== "auto" || this.#roundMs !== undefined || this.#onDemand) return;
    this.#onDemand = true;
    this.#schedule(Math.max(0, this.#lastSeal + SHORTEST_ROUND_MS - performance.now()));
  }

  stop(): void {
    this.#mode = "paused";
    clearTimeout(this.#timer);
  }

  /** From one round to the next when nothing waits, ms. */
  #pause(): number {
    if (this.#roundMs !== undefined) return this.#roundMs;
    return performance.now() - this.#start < YOUNG_MS ? YOUNG_IDLE_ROUND_MS : IDLE_ROUND_MS;
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    if (this.#mode !== "auto") return;
    this.#timer = setTimeout(() => {
      this.#onDemand = false;
      this.#lastSeal = performance.now();
      this.#schedule(this.#pause());
      this.#seal();
    }, delay);
  }
}
