import { setTimeout as delay } from "node:timers/promises";

/** What has arrived at a wallet, by what it is known by. */
export class Arrivals {
  readonly #sums = new Map<string, bigint>();
  readonly #waiting = new Set<() => void>();

  /** @param amount base units; 1 of a message */
  note(key: string, amount: bigint): void {
    this.#sums.set(key, this.sum(key) + amount);
    for (const look of this.#waiting) look();
  }

  sum(key: string): bigint {
    return this.#sums.get(key) ?? 0n;
  }

  /**
   * Waits until so much has arrived under the key.
   *
   * @returns false after the time limit, or when the signal is aborted
   */
  async wait(key: string, amount: bigint, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const there = () => this.sum(key) >= amount;
    if (there()) return true;
    const done = new AbortController();
    const look = () => void (there() && done.abort());
    this.#waiting.add(look);
    await delay(timeoutMs, undefined, { signal: AbortSignal.any([signal, done.signal]) }).catch(() => {});
    this.#waiting.delete(look);
    return there();
  }
}

/** Keys of what arrives. A transfer of ours has a memo; what the faucet sends has an amount of its own. */
export const transferKey = (memo: string) => `transfer ${memo}`;
export const mintKey = (amount: bigint) => `mint ${amount}`;
export const messageKey = (text: string) => `message ${text}`;
