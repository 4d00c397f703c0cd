import { CborError, CborReader, type GenerationName } from "@unicity-sphere/devnet/protocol";

/** CBOR tag of an InputRecord by generation (bft-go-base 1.0 and 1.1). */
const TAG: Record<GenerationName, number> = { v1: 1008, v3: 39_002 };

/** What a root node checks in a certification request. */
export interface InputRecord {
  readonly round: number;
  readonly epoch: number;
  /** Imprint (old line) or digest; null before the first round. */
  readonly previousHash: Uint8Array | null;
  readonly hash: Uint8Array;
}

/** Decodes an InputRecord. @throws CborError */
export function decodeInputRecord(encoded: Uint8Array, generation: GenerationName): InputRecord {
  const reader = new CborReader(encoded);
  reader.tag(TAG[generation]);
  reader.array(10);
  const version = reader.uint();
  if (version !== 1n) throw new CborError(`Unsupported version ${version} of the input record.`);
  const [round, epoch] = [Number(reader.uint()), Number(reader.uint())];
  const length = generation === "v1" ? 34 : 32;
  const previousHash = reader.nullable(() => reader.bytes(length));
  const hash = reader.bytes(length);
  for (let rest = 5; rest > 0; rest -= 1) reader.skip();
  reader.end();
  return { round, epoch, previousHash, hash };
}
