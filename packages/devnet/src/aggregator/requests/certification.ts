import { array, bytes } from "../../cbor/encode.ts";
import { CborError, CborReader } from "../../cbor/reader.ts";
import { fromHex } from "../../identity/hex.ts";
import { validationError } from "../rpc/rpc-error.ts";
import { sha256 } from "../tree/sha256.ts";

/** A decoded `certification_request` of API v3: form checked, meaning not. */
export interface Certification {
  stateId: Uint8Array;
  /** The predicate with its tag, as sent. */
  predicate: Uint8Array;
  engine: bigint;
  /** Code of the predicate: `01` for a signature by one key. */
  code: Uint8Array;
  /** Parameters of the predicate: the public key. */
  parameters: Uint8Array;
  sourceStateHash: Uint8Array;
  transactionHash: Uint8Array;
  /** Unix time, s. */
  expiresAt: bigint | null;
  witness: Uint8Array;
  /** CertificationData as sent (tag 39031). */
  certificationData: Uint8Array;
}

const TAGS = { request: 39030, data: 39031, predicate: 39032 };

/**
 * Decodes `39030[1, stateId, 39031[2, 39032[engine, code, parameters], sourceStateHash, transactionHash, expiresAt or
 * null, witness], aggregateCount]` from hex. The encoding has to be deterministic.
 *
 * @throws RpcError -32000
 */
export function parseCertification(params: unknown): Certification {
  const encoded = fromHex(params);
  if (!encoded || encoded.length === 0) throw validationError("Invalid parameters: hex of CBOR is expected");
  try {
    return decode(new CborReader(encoded));
  } catch (error) {
    if (error instanceof CborError) throw validationError(`Invalid parameters: ${error.message}`);
    throw error;
  }
}

function decode(reader: CborReader): Certification {
  reader.tag(TAGS.request);
  reader.array(4);
  expectVersion(reader, 1n, "certification request");
  const stateId = reader.bytes();
  const dataStart = reader.position;
  reader.tag(TAGS.data);
  reader.array(6);
  expectVersion(reader, 2n, "certification data");
  const predicateStart = reader.position;
  reader.tag(TAGS.predicate);
  reader.array(3);
  const [engine, code, parameters] = [reader.uint(), reader.bytes(), reader.bytes()];
  const predicate = reader.slice(predicateStart);
  const [sourceStateHash, transactionHash] = [reader.bytes(), reader.bytes()];
  const expiresAt = reader.nullable(() => reader.uint());
  const witness = reader.bytes();
  const certificationData = reader.slice(dataStart);
  reader.uint();
  reader.end();
  return {
    stateId,
    predicate,
    engine,
    code,
    parameters,
    sourceStateHash,
    transactionHash,
    expiresAt,
    witness,
    certificationData,
  };
}

function expectVersion(reader: CborReader, expected: bigint, what: string): void {
  const version = reader.uint();
  if (version !== expected) throw new CborError(`Unsupported version ${version} of the ${what}.`);
}

/** Why a request cannot be certified, in the words of the service; undefined when only its signature is left to check. */
export function certificationProblem(request: Certification): string | undefined {
  if (request.engine !== 1n || request.code.length !== 1 || request.code[0] !== 1)
    return "UNSUPPORTED_ALGORITHM";
  const prefix = request.parameters[0];
  if (request.parameters.length !== 33 || (prefix !== 2 && prefix !== 3)) return "INVALID_PUBLIC_KEY_FORMAT";
  if (request.sourceStateHash.length !== 32) return "INVALID_SOURCE_STATE_HASH_FORMAT";
  if (request.transactionHash.length !== 32) return "INVALID_TRANSACTION_HASH_FORMAT";
  if (request.witness.length !== 65 || (request.witness[64] as number) > 3) return "INVALID_SIGNATURE_FORMAT";
  const stateId = sha256(array([request.predicate, bytes(request.sourceStateHash)]));
  return Buffer.compare(stateId, request.stateId) === 0 ? undefined : "STATE_ID_MISMATCH";
}

/** What the witness signs: SHA-256(cbor[bstr sourceStateHash, bstr transactionHash]). */
export function witnessDigest(request: Certification): Uint8Array {
  return sha256(array([bytes(request.sourceStateHash), bytes(request.transactionHash)]));
}
