import { array, bytes, concat, nullable, tagged, uint } from "../../cbor/encode.ts";
import { GENERATIONS, type GenerationName } from "../../identity/generation.ts";
import { type Round, roundTime } from "./round.ts";

/** What an InputRecord says about a round of an aggregator. */
export interface StateChange {
  round: number;
  /** Root hash before the round, 32 bytes; null before the first. */
  previousRoot: Uint8Array | null;
  /** Root hash after the round, 32 bytes. */
  root: Uint8Array;
  /** Unix time, s. */
  timestamp: number;
}

/** The InputRecord of a round that follows `previous`. */
export function inputRecord(
  generation: GenerationName,
  round: Round,
  previous: Round | undefined,
): Uint8Array {
  return encodeInputRecord(generation, {
    round: round.number,
    previousRoot: previous?.roots[generation] ?? null,
    root: round.roots[generation],
    timestamp: roundTime(round),
  });
}

/**
 * The InputRecord that the root certifies: `[1, round, epoch, previousHash, hash, summaryValue, timestamp, blockHash,
 * sumOfEarnedFees, executedTransactionsHash]`. bft-go-base wants a block hash exactly when the state has changed.
 */
export function encodeInputRecord(generation: GenerationName, change: StateChange): Uint8Array {
  const { round, previousRoot, root, timestamp } = change;
  const changed = previousRoot === null || Buffer.compare(root, previousRoot) !== 0;
  const stateHash = (value: Uint8Array) => bytes(generation === "v1" ? imprint(value) : value);
  return tagged(
    GENERATIONS[generation].tags.inputRecord,
    array([
      uint(1),
      uint(round),
      uint(0),
      nullable(previousRoot, stateHash),
      stateHash(root),
      bytes(new Uint8Array()),
      uint(timestamp),
      nullable(changed ? root : null, bytes),
      uint(0),
      nullable(null, bytes),
    ]),
  );
}

/** A SHA-256 digest with the two-byte algorithm id in front. */
export function imprint(digest: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(0, 0), digest]);
}
