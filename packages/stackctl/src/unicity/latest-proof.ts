import { randomBytes } from "node:crypto";
import { callRpc, METHOD_UNKNOWN, RpcFailed } from "./json-rpc.ts";

/**
 * A proof of absence of a request that nobody has made, under the latest certificate: of API v1, or of API v3 where the
 * aggregator does not know that one.
 *
 * @returns `result` of the call
 * @throws NoAnswer, RpcFailed
 */
export async function readLatestProof(
  url: string,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<unknown> {
  const options = { timeoutMs, signal };
  try {
    return await callRpc(url, "get_inclusion_proof", { requestId: unusedRequestId() }, options);
  } catch (error) {
    if (!(error instanceof RpcFailed) || error.code !== METHOD_UNKNOWN) throw error;
    const params = { stateId: randomBytes(32).toString("hex") };
    return callRpc(url, "get_inclusion_proof.v2", params, options);
  }
}

/** A SHA-256 imprint that nobody has submitted. */
function unusedRequestId(): string {
  return `0000${randomBytes(32).toString("hex")}`;
}
