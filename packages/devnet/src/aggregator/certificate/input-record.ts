import { array, bytes, concat, nullable, tagged, uint } from "../../cbor/encode.ts";
import { GENERATIONS, type GenerationName } from "../../identity/generation.ts";
import { type Round, roundTime } from "./round.ts";

/**
 * The InputRecord that the root certifies: `[1, round, epoch, previousHash, hash, summaryValue, timestamp, blockHash,
 * sumOfEarnedFees, executedTransactionsHash]`. bft-go-base wants a block hash exactly when the state has changed.
 */
export function inputRecord(
  generation: GenerationName,
  round: Round,
  previous: Round | undefined,
): Uint8Array {
  const root = round.roots[generation];
  const previousRoot = previous?.roots[generation] ?? null;
  const changed = previousRoot === null || Buffer.compare(root, previousRoot) !== 0;
  const stateHash = (value: Uint8Array) => bytes(generation === "v1" ? imprint(value) : value);
  return tagged(
    GENERATIONS[generation].tags.inputRecord,
    array([
      uint(1),
      uint(round.number),
      uint(0),
      nullable(previousRoot, stateHash),
      stateHash(root),
      bytes(new Uint8Array()),
      uint(roundTime(round)),
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
