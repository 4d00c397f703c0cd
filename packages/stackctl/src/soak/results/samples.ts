import { type Latency, latencyOf } from "./percentiles.ts";

/** What wallets do. `open` creates a wallet and mints its nametag; `give back` sends a token to the faucet. */
export const OPERATIONS = ["open", "mint", "transfer", "give back", "message"] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** One operation that ended well. */
export interface Sample {
  operation: OperationName;
  wallet: number;
  /** Its end, ms since the begin of the soak. */
  at: number;
  /** Its duration, ms. */
  ms: number;
}

/** Durations of the operations in one piece of time. */
export interface Piece {
  /** Begin, ms since the begin of the soak. */
  from: number;
  durations: Partial<Record<OperationName, number[]>>;
}

/** Sorts samples into pieces of equal length, the ones without any included. @param ms length of the soak */
export function piecesOf(samples: readonly Sample[], ms: number, count: number): Piece[] {
  const length = Math.max(1, ms / count);
  const pieces: Piece[] = Array.from({ length: count }, (_, index) => ({
    from: index * length,
    durations: {},
  }));
  for (const { operation, at, ms: duration } of samples) {
    const piece = pieces[Math.min(count - 1, Math.max(0, Math.floor(at / length)))];
    if (!piece) continue;
    const durations = piece.durations[operation] ?? [];
    durations.push(duration);
    piece.durations[operation] = durations;
  }
  return pieces;
}

/** Percentiles of every operation; zeros of those that there were none of. */
export function latencyByOperation(samples: readonly Sample[]): Record<OperationName, Latency> {
  const of = (name: OperationName) =>
    samples.flatMap(({ operation, ms }) => (operation === name ? [ms] : []));
  const entries = OPERATIONS.map((name) => [name, latencyOf(of(name))] as const);
  return Object.fromEntries(entries) as Record<OperationName, Latency>;
}
