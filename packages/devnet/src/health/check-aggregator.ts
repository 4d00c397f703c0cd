import { setTimeout as delay } from "node:timers/promises";
import { requestJson } from "../faucet/tokens/http-json.ts";

const POLL_MS = 50;

/**
 * Waits until the aggregator's block height grows; an idle one seals an empty round each second.
 *
 * @returns what was seen
 * @throws Error when it does not answer, or does not grow within `timeoutMs`
 */
export async function checkAggregator(url: string, timeoutMs: number): Promise<string> {
  const deadline = performance.now() + timeoutMs;
  const first = await readHeight(url, timeoutMs);
  for (;;) {
    await delay(POLL_MS);
    const height = await readHeight(url, timeoutMs);
    if (height > first) return `block height grew from ${first} to ${height}`;
    if (performance.now() > deadline) throw new Error(`block height stands at ${first} for ${timeoutMs} ms`);
  }
}

/** aggregator-go sends the number as decimal text. */
async function readHeight(url: string, timeoutMs: number): Promise<bigint> {
  const body = { jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} };
  const answer = await requestJson(url, { method: "POST", body, timeoutMs });
  const height = String((answer as { result?: { blockNumber?: unknown } }).result?.blockNumber);
  if (!/^\d+$/.test(height)) throw new Error(`no block height in ${JSON.stringify(answer).slice(0, 200)}`);
  return BigInt(height);
}
