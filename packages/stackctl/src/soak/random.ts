import { createHash } from "node:crypto";

/** Numbers that are the same for the same seed. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** `from` ≤ x < `to`, whole. */
  whole(from: number, to: number): number;
  /** One of at least one item. */
  pick<T>(items: readonly T[]): T;
}

/** @param stream what the numbers are for; each has its own, so that one does not shift the other */
export function randomFor(seed: string, stream: string): Random {
  let state = createHash("sha256").update(`${seed}\n${stream}`).digest().readInt32LE(0);
  // Mulberry32: small, and good enough to choose by.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from));
  return { next, whole, pick: (items) => items[whole(0, items.length)] as (typeof items)[number] };
}

/** The items in a random order. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.whole(0, last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
