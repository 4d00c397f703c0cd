import { askHttp } from "../checks/http-client.ts";
import { snippet } from "../checks/http-health.ts";

/** The service answered, but with no result. */
export class RpcFailed extends Error {}

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
  const result = resultOf(answer.body);
  if (answer.status === 200 && result !== undefined) return result;
  throw new RpcFailed(`${method}: ${answer.status} ${snippet(answer.body)}`);
}

function resultOf(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString()) as { result?: unknown }).result;
  } catch {
    return undefined;
  }
}
