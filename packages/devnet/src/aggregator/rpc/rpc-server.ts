import type { RpcMethod } from "./context.ts";
import { RPC_CODES, RpcError } from "./rpc-error.ts";

/** Limits of aggregator-go: `CONCURRENCY_LIMIT` and the time of one call. */
export interface RpcLimits {
  concurrency: number;
  timeoutMs: number;
}

/** A JSON-RPC 2.0 answer. */
export interface RpcResponse {
  jsonrpc: "2.0";
  id: string | number | null;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

/** Answers JSON-RPC 2.0 calls, one object per body; batches are refused as aggregator-go does. */
export class RpcServer {
  readonly #methods: Map<string, RpcMethod>;
  readonly #limits: RpcLimits;
  #inFlight = 0;

  constructor(methods: Record<string, RpcMethod>, limits: RpcLimits) {
    this.#methods = new Map(Object.entries(methods));
    this.#limits = limits;
  }

  /** The answer to a request body; never throws. */
  async answer(body: string): Promise<RpcResponse> {
    let id: RpcResponse["id"] = null;
    try {
      const request = parseRequest(body);
      id = idOf(request);
      return { jsonrpc: "2.0", id, result: await this.#call(request) };
    } catch (error) {
      return { jsonrpc: "2.0", id, error: describe(error) };
    }
  }

  async #call(request: Record<string, unknown>): Promise<unknown> {
    if (request.jsonrpc !== "2.0" || typeof request.method !== "string") {
      throw new RpcError(
        RPC_CODES.invalidRequest,
        `Invalid Request: jsonrpc "2.0" and a method are expected`,
      );
    }
    const method = this.#methods.get(request.method);
    if (!method)
      throw new RpcError(RPC_CODES.methodNotFound, "Method not found", request.method.slice(0, 100));
    if (this.#inFlight >= this.#limits.concurrency) {
      throw new RpcError(RPC_CODES.concurrencyLimit, "Too many concurrent requests");
    }
    this.#inFlight += 1;
    try {
      return await withTimeout(method(request.params), this.#limits.timeoutMs);
    } finally {
      this.#inFlight -= 1;
    }
  }
}

function parseRequest(body: string): Record<string, unknown> {
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch {
    throw new RpcError(RPC_CODES.parse, "Parse error");
  }
  if (Array.isArray(request)) throw new RpcError(RPC_CODES.invalidRequest, "Invalid Request: no batches");
  if (typeof request !== "object" || request === null) {
    throw new RpcError(RPC_CODES.invalidRequest, "Invalid Request: an object is expected");
  }
  return request as Record<string, unknown>;
}

function idOf({ id }: Record<string, unknown>): string | number | null {
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function describe(error: unknown): NonNullable<RpcResponse["error"]> {
  if (error instanceof RpcError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.data !== undefined && { data: error.data }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: RPC_CODES.internal, message: "Internal error", data: message };
}

async function withTimeout(result: unknown, timeoutMs: number): Promise<unknown> {
  if (!(result instanceof Promise)) return result;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new RpcError(RPC_CODES.internal, "Request timeout")), timeoutMs);
  });
  try {
    return await Promise.race([result, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
