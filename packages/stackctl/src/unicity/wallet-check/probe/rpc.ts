import { askHttp } from "../../../checks/http-client.ts";
import { snippet } from "../../../checks/http-health.ts";
import { jsonObject } from "../json.ts";
import type { Limits } from "./step.ts";

/** An answer to a JSON-RPC call, whatever its HTTP status. */
export interface RpcAnswer {
  /** Of HTTP. */
  status: number;
  result?: unknown;
  error?: unknown;
  /** Status and body, one line. */
  evidence: string;
}

/** One JSON-RPC call as infra-probe makes it. @param apiKey sent as `X-API-Key` @throws NoAnswer */
export async function postRpc(
  url: string,
  method: string,
  params: object,
  { timeoutMs, signal, apiKey }: Limits & { apiKey?: string },
): Promise<RpcAnswer> {
  const answer = await askHttp(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(apiKey !== undefined && { "x-api-key": apiKey }) },
    body: JSON.stringify({ jsonrpc: "2.0", id: Date.now(), method, params }),
    timeoutMs,
    signal,
  });
  const { result, error } = jsonObject(answer.body) ?? {};
  return { status: answer.status, result, error, evidence: `${answer.status} ${snippet(answer.body)}` };
}
