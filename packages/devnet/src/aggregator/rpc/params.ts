import { fromHex } from "../../identity/hex.ts";
import { RPC_CODES, RpcError, validationError } from "./rpc-error.ts";

/** `params` as an object. @throws RpcError -32602 */
export function objectParams(params: unknown): Record<string, unknown> {
  if (typeof params === "object" && params !== null && !Array.isArray(params)) {
    return params as Record<string, unknown>;
  }
  throw new RpcError(RPC_CODES.invalidParams, "Invalid params: an object is expected.");
}

/** Hex of exactly `length` bytes, without 0x. @throws RpcError -32000 */
export function hexParam(value: unknown, name: string, length: number): Uint8Array {
  if (value === undefined || value === null) throw validationError(`${name} is required`);
  const bytes = typeof value === "string" && !value.startsWith("0x") ? fromHex(value) : undefined;
  if (bytes?.length !== length)
    throw validationError(`Invalid parameters: ${name} is not hex of ${length} bytes`);
  return bytes;
}

/** The digest of an imprint (`0000` for SHA-256 and 32 bytes, as hex). @throws RpcError -32000 */
export function imprintParam(value: unknown, name: string): Uint8Array {
  const imprint = hexParam(value, name, 34);
  if (imprint[0] !== 0 || imprint[1] !== 0) {
    throw validationError(`Invalid parameters: ${name} is not the imprint of a SHA-256 hash (0000…)`);
  }
  return imprint.subarray(2);
}

/** A number of a round: a decimal string, a JSON number or, where allowed, `latest`. @throws RpcError -32000 */
export function blockNumberParam(value: unknown, latest?: number): number {
  if (value === undefined || value === null) throw validationError("blockNumber is required");
  if (value === "latest" && latest !== undefined) return latest;
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw validationError("Invalid parameters: blockNumber is not an unsigned integer");
}
