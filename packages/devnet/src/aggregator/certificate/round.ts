import type { GenerationName } from "../../identity/generation.ts";

/** A sealed round. Its certificates follow from it and the two rounds before, so they are not stored. */
export interface Round {
  /** Counts from 1 without gaps. */
  number: number;
  /** Unix time, ms. */
  sealedAt: number;
  /** Root hash of each generation's tree after the round, 32 bytes. */
  roots: Record<GenerationName, Uint8Array>;
}

/** The Unix time in seconds that certificates carry; never later than the round. */
export function roundTime(round: Round): number {
  return Math.floor(round.sealedAt / 1000);
}
