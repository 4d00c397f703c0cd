import { setTimeout as delay } from "node:timers/promises";
import { callRpc, RpcFailed } from "./json-rpc.ts";

/** An aggregator seals an empty round at least each second; a height that stands this long does not grow, ms. */
const PATIENCE = 3_500;

/** What a block height did while it was watched. */
export interface Growth {
  did: "grow" | "fall" | "stand";
  evidence: string;
}

/**
 * Asks `get_block_height` until it changes, or for so long that it will not.
 *
 * @throws NoAnswer, RpcFailed
 */
export async function watchHeight(
  url: string,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<Growth> {
  const start = performance.now();
  const first = await readHeight(url, options);
  for (;;) {
    const height = await readHeight(url, options);
    const waited = Math.round(performance.now() - start);
    if (height > first) return { did: "grow", evidence: `${first} → ${height} in ${waited} ms` };
    if (height < first) return { did: "fall", evidence: `${first} → ${height}` };
    if (waited > PATIENCE) return { did: "stand", evidence: `${first} for ${waited} ms` };
    await delay(20, undefined, { signal: options.signal });
  }
}

/** aggregator-go sends the number as a decimal text. */
async function readHeight(url: string, options: { timeoutMs: number; signal: AbortSignal }): Promise<bigint> {
  const result = await callRpc(url, "get_block_height", {}, options);
  const height = (result as { blockNumber?: unknown }).blockNumber;
  if (/^\d+$/.test(String(height))) return BigInt(String(height));
  throw new RpcFailed(`get_block_height: no block number in ${JSON.stringify(result)}`);
}
