import { CborError, CborReader } from "../cbor/reader.ts";
import { GENERATIONS, type GenerationName } from "../identity/generation.ts";

/** What a verifier needs of a UnicityCertificate; byte arrays with `encoded` in their name are CBOR items. */
export interface DecodedCertificate {
  encodedRecord: Uint8Array;
  /** Certified state: a 32-byte root hash. */
  root: Uint8Array;
  round: bigint;
  /** Unix time, s. */
  timestamp: bigint;
  encodedTechnicalHash: Uint8Array;
  shardConfigurationHash: Uint8Array;
  /** Whether it certifies the one shard that covers everything. */
  wholeShard: boolean;
  partitionId: number;
  steps: { key: number; hash: Uint8Array }[];
  networkId: bigint;
  /** Round of the root chain that sealed it. */
  rootRound: bigint;
  /** Root of the partition tree that the seal signs. */
  sealHash: Uint8Array;
  /** The seal with null for its signatures: the signed message. */
  sealMessage: Uint8Array;
  /** Node id → R‖S‖V. */
  signatures: Map<string, Uint8Array>;
}

/** Decodes a certificate of the given generation. @throws CborError */
export function decodeCertificate(encoded: Uint8Array, generation: GenerationName): DecodedCertificate {
  const { tags } = GENERATIONS[generation];
  const reader = new CborReader(encoded);
  const versioned = (tag: number, length: number) => {
    reader.tag(tag);
    reader.array(length);
    const version = reader.uint();
    if (version !== 1n) throw new CborError(`Unsupported version ${version} under CBOR tag ${tag}.`);
  };
  versioned(tags.unicityCertificate, 7);
  const recordStart = reader.position;
  versioned(tags.inputRecord, 10);
  const round = reader.uint();
  reader.uint();
  reader.nullable(() => reader.bytes());
  const hash = reader.bytes(generation === "v1" ? 34 : 32);
  reader.bytes();
  const timestamp = reader.uint();
  reader.nullable(() => reader.bytes());
  reader.uint();
  reader.nullable(() => reader.bytes());
  const encodedRecord = reader.slice(recordStart);
  const technicalStart = reader.position;
  reader.nullable(() => reader.bytes());
  const encodedTechnicalHash = reader.slice(technicalStart);
  const shardConfigurationHash = reader.bytes();
  if (tags.shardTreeCertificate === undefined) reader.array(2);
  else versioned(tags.shardTreeCertificate, 3);
  const shard = reader.bytes();
  const siblings = reader.array();
  for (let i = 0; i < siblings; i += 1) reader.bytes();
  versioned(tags.unicityTreeCertificate, 3);
  const partitionId = Number(reader.uint());
  const steps = Array.from({ length: reader.array() }, () => {
    reader.array(2);
    return { key: Number(reader.uint()), hash: reader.bytes(32) };
  });
  const sealStart = reader.position;
  versioned(tags.unicitySeal, 8);
  const networkId = reader.uint();
  const rootRound = reader.uint();
  for (let i = 0; i < 2; i += 1) reader.uint();
  reader.nullable(() => reader.bytes());
  const sealHash = reader.bytes(32);
  const sealMessage = Uint8Array.from([...reader.slice(sealStart), 0xf6]);
  const signatures = new Map<string, Uint8Array>();
  for (let left = reader.nullable(() => reader.map()) ?? 0; left > 0; left -= 1) {
    signatures.set(reader.text(), reader.bytes());
  }
  reader.end();
  return {
    encodedRecord,
    root: hash.subarray(hash.length - 32),
    round,
    timestamp,
    encodedTechnicalHash,
    shardConfigurationHash,
    wholeShard: shard.length === 1 && shard[0] === 0x80 && siblings === 0,
    partitionId,
    steps,
    networkId,
    rootRound,
    sealHash,
    sealMessage,
    signatures,
  };
}
