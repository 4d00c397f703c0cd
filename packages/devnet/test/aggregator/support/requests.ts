import { createHash, randomBytes } from "node:crypto";
import { array, bytes, nullable, tagged, uint } from "../../../src/cbor/encode.ts";
import { toHex } from "../../../src/identity/hex.ts";
import { createPrivateKey, publicKeyOf, signDigest } from "../../../src/identity/secp256k1.ts";

const sha256 = (...parts: Uint8Array[]) =>
  new Uint8Array(createHash("sha256").update(Buffer.concat(parts)).digest());

/** A fresh, valid v1 commitment as the params of `submit_commitment`. */
export function commitmentParams() {
  const key = createPrivateKey();
  const publicKey = publicKeyOf(key);
  const stateHash = Buffer.concat([Buffer.alloc(2), randomBytes(32)]);
  const transactionHash = randomBytes(32);
  return {
    requestId: `0000${toHex(sha256(publicKey, stateHash))}`,
    transactionHash: `0000${toHex(transactionHash)}`,
    authenticator: {
      algorithm: "secp256k1",
      publicKey: toHex(publicKey),
      signature: toHex(signDigest(transactionHash, key)),
      stateHash: toHex(stateHash),
    },
  };
}

/** What a test may bend in {@link certification}. */
export interface CertificationParts {
  stateId?: Uint8Array;
  engine?: number;
  code?: Uint8Array;
  publicKey?: Uint8Array;
  sourceStateHash?: Uint8Array;
  transactionHash?: Uint8Array;
  expiresAt?: number | null;
  witness?: Uint8Array;
  version?: number;
}

/** A fresh v3 request: its state id (hex) and its CBOR; valid unless a part is given. */
export function certification(parts: CertificationParts = {}): { stateId: string; cbor: Uint8Array } {
  const key = createPrivateKey();
  const sourceStateHash = parts.sourceStateHash ?? randomBytes(32);
  const transactionHash = parts.transactionHash ?? randomBytes(32);
  const predicate = tagged(
    39032,
    array([
      uint(parts.engine ?? 1),
      bytes(parts.code ?? Uint8Array.of(1)),
      bytes(parts.publicKey ?? publicKeyOf(key)),
    ]),
  );
  const digest = sha256(array([bytes(sourceStateHash), bytes(transactionHash)]));
  const stateId = parts.stateId ?? sha256(array([predicate, bytes(sourceStateHash)]));
  const data = tagged(
    39031,
    array([
      uint(parts.version ?? 2),
      predicate,
      bytes(sourceStateHash),
      bytes(transactionHash),
      nullable(parts.expiresAt ?? null, uint),
      bytes(parts.witness ?? signDigest(digest, key)),
    ]),
  );
  return { stateId: toHex(stateId), cbor: tagged(39030, array([uint(1), bytes(stateId), data, uint(0)])) };
}

/** One JSON-RPC call; the whole answer. */
export async function rpc(url: string, method: string, params: unknown): Promise<RpcAnswer> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 7, method, params });
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  return (await response.json()) as RpcAnswer;
}

export interface RpcAnswer {
  jsonrpc: string;
  id: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every method
  result?: any;
  error?: { code: number; message: string; data?: unknown };
}
