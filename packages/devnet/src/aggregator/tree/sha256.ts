import { createHash, hash } from "node:crypto";

/** SHA-256 of one byte array, 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  return hash ? hash("sha256", data, "buffer") : createHash("sha256").update(data).digest();
}
