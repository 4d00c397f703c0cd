import { fromBaseUnits } from "../../coins/amounts.ts";
import { type Coin, findCoin } from "../../coins/coins.ts";
import type { GrantedAmounts } from "./granted-amounts.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";

/** A limit of a recipient and coin is reached; the message names it. */
export class LimitReached extends Error {
  /** When the same request can succeed, ms from now; undefined: never. */
  readonly waitMs: number | undefined;

  constructor(message: string, waitMs?: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

export interface AllowanceOptions {
  /** Requests per recipient and coin in a minute; 0 is unlimited. */
  requestsPerMinute: number;
  /** Human units per recipient and coin in 24 hours; 0 is unlimited. */
  maxAmountPerDay: number;
}

/** A coin (64-hex id) and base units. */
interface Item {
  coinId: string;
  amount: bigint;
}

/**
 * What one recipient may get. Limits count requests and amounts per recipient and coin, never per network address:
 * behind a TLS passthrough everybody has the same one.
 */
export class Allowance {
  readonly #granted: GrantedAmounts;
  readonly #perDay: bigint;
  readonly #rate: RateLimit;
  readonly #now: () => number;

  constructor(granted: GrantedAmounts, options: AllowanceOptions, now: () => number = Date.now) {
    this.#granted = granted;
    this.#perDay = BigInt(options.maxAmountPerDay);
    this.#rate = createRateLimit(options.requestsPerMinute, 60_000, now);
    this.#now = now;
  }

  /**
   * Runs `accept` when the limits allow all items, and counts them once it returned.
   *
   * @throws LimitReached before anything is accepted or granted
   */
  spend<T>(nostrPubkey: string, items: readonly Item[], accept: () => T): T {
    const now = this.#now();
    const sums = sumByCoin(items);
    if (this.#perDay > 0n) {
      for (const [coinId, { amount }] of sums) this.#checkAmount(nostrPubkey, coinId, amount, now);
    }
    for (const [coinId, { count }] of sums) {
      const waitMs = this.#rate(`${nostrPubkey}:${coinId}`, count);
      if (waitMs > 0) {
        throw new LimitReached(
          `Too many requests for this recipient and coin; try again in ${seconds(waitMs)} s`,
          waitMs,
        );
      }
    }
    const accepted = accept();
    for (const [coinId, { amount }] of sums) this.#granted.add(nostrPubkey, coinId, amount, now);
    return accepted;
  }

  #checkAmount(nostrPubkey: string, coinId: string, amount: bigint, now: number): void {
    const coin = findCoin(coinId);
    const cap = this.#perDay * 10n ** BigInt(coin?.decimals ?? 0);
    const limit = `the limit of ${this.#perDay} ${coin?.symbol ?? coinId} per recipient in 24 hours`;
    if (amount > cap) throw new LimitReached(`amount is larger than ${limit}`);
    const granted = this.#granted.of(nostrPubkey, coinId, now);
    let sum = granted.reduce((total, entry) => total + entry.amount, amount);
    if (sum <= cap) return;
    const got = human(sum - amount, coin);
    for (const entry of granted) {
      sum -= entry.amount;
      if (sum > cap) continue;
      const waitMs = entry.until - now;
      throw new LimitReached(
        `amount is over ${limit}: this recipient has got ${got}; try again in ${seconds(waitMs)} s`,
        waitMs,
      );
    }
  }
}

function sumByCoin(items: readonly Item[]): Map<string, { count: number; amount: bigint }> {
  const sums = new Map<string, { count: number; amount: bigint }>();
  for (const { coinId, amount } of items) {
    const sum = sums.get(coinId) ?? { count: 0, amount: 0n };
    sums.set(coinId, { count: sum.count + 1, amount: sum.amount + amount });
  }
  return sums;
}

function human(units: bigint, coin: Coin | undefined): string {
  return fromBaseUnits(units, coin?.decimals ?? 0);
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
