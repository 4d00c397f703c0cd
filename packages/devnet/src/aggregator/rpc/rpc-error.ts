/** Codes of JSON-RPC 2.0 and of aggregator-go. */
export const RPC_CODES = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  validation: -32000,
  concurrencyLimit: -32006,
} as const;

/** An answer with `error`; the HTTP status stays 200. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** A parameter that is missing or malformed. */
export function validationError(message: string): RpcError {
  return new RpcError(RPC_CODES.validation, message);
}
