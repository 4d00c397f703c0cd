import { askHttp } from "../checks/http-client.ts";
import { snippet } from "../checks/http-health.ts";

/** JSON-RPC 2.0: the service does not know the method. */
export const METHOD_UNKNOWN = -32601;

/** The service answered, but with no result. */
export class RpcFailed extends Error {
  /** Code of the JSON-RPC error, if it sent one. */
  readonly code: number | undefined;
  /** Of HTTP; missing where the answer was a result that makes no sense. */
  readonly status: number | undefined;

  constructor(message: string, { code, status }: { code?: number | undefined; status?: number } = {}) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/**
 * One JSON-RPC 2.0 call.
 *
 * @returns its `result`
 * @throws NoAnswer, RpcFailed
 */
export async function callRpc(
  url: string,
  method: string,
  params: object,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<unknown> {
  const answer = await askHttp(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    ...options,
  });
  const { result, error } = parse(answer.body);
  if (answer.status === 200 && result !== undefined) return result;
  const code = typeof error?.code === "number" ? error.code : undefined;
  throw new RpcFailed(`${method}: ${answer.status} ${snippet(answer.body)}`, { code, status: answer.status });
}

function parse(body: Buffer): { result?: unknown; error?: { code?: unknown } } {
  try {
    return JSON.parse(body.toString()) ?? {};
  } catch {
    return {};
  }
}
