import { readFileSync } from "node:fs";
import {
  type GenerationName,
  parseTrustBase,
  type TrustBase,
  trustBaseGeneration,
} from "@unicity-sphere/devnet/protocol";
import type { ChainStore } from "./chain-store.ts";
import { FatalError } from "./fatal-error.ts";
import { log, messageOf } from "./log.ts";

/**
 * Puts the trust bases of the files into the database, where an entry of the same epoch stays as it is, and gives the
 * one of epoch 1 that the database has.
 * @throws FatalError for a file that is none, or is signed for another generation
 */
export async function adoptTrustBases(
  files: readonly string[],
  store: ChainStore,
  generation: GenerationName,
): Promise<TrustBase> {
  for (const file of files) {
    const trustBase = readTrustBase(file, generation);
    const { epoch, epochStartRound } = trustBase;
    if ((await store.trustBase(epoch)) === undefined)
      await store.addTrustBase(epoch, epochStartRound, JSON.stringify(trustBase));
    else log("warn", "Trust base already exists, skipping", { epoch, file });
  }
  const kept = await store.trustBase(1);
  if (kept === undefined) throw new FatalError("no trust base of epoch 1");
  return parseTrustBase(kept, "trust_bases");
}

function readTrustBase(file: string, generation: GenerationName): TrustBase {
  let trustBase: TrustBase;
  try {
    trustBase = parseTrustBase(readFileSync(file, "utf8"), file);
  } catch (error) {
    throw new FatalError(`failed to load trust base ${file}: ${messageOf(error)}`);
  }
  const signedFor = trustBaseGeneration(trustBase);
  if (signedFor === generation) return trustBase;
  throw new FatalError(
    `failed to verify trust base ${file}: ${signedFor ? "it is signed over other CBOR tags" : "quorum not reached"}`,
  );
}
