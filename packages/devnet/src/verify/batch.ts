/** One check that waits for its answer. */
export interface SignatureJob {
  kind: "schnorr" | "ecdsa";
  /** 64 bytes. */
  signature: Uint8Array;
  /** 32 bytes. */
  message: Uint8Array;
  /** 32 bytes (schnorr) or 33 bytes (ecdsa). */
  publicKey: Uint8Array;
  resolve(valid: boolean): void;
  reject(error: Error): void;
}

/** What the worker needs of a job. */
export type SignatureCheck = Pick<SignatureJob, "kind" | "signature" | "message" | "publicKey">;

const RECORD = 1 + 64 + 32 + 33;

/** Jobs as one byte array, so that a message between threads costs the same for one job and for fifty. */
export function packBatch(jobs: readonly SignatureCheck[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(jobs.length * RECORD);
  let at = 0;
  for (const { kind, signature, message, publicKey } of jobs) {
    bytes[at] = kind === "schnorr" ? 0 : 1;
    bytes.set(signature, at + 1);
    bytes.set(message, at + 65);
    bytes.set(publicKey, at + 97);
    at += RECORD;
  }
  return bytes;
}

/** The checks of {@link packBatch}, in order; the byte arrays are views. */
export function* unpackBatch(bytes: Uint8Array): Generator<SignatureCheck> {
  for (let at = 0; at < bytes.length; at += RECORD) {
    const kind = bytes[at] === 0 ? "schnorr" : "ecdsa";
    yield {
      kind,
      signature: bytes.subarray(at + 1, at + 65),
      message: bytes.subarray(at + 65, at + 97),
      publicKey: bytes.subarray(at + 97, at + (kind === "schnorr" ? 129 : 130)),
    };
  }
}
