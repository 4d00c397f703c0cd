import { setTimeout as delay } from "node:timers/promises";
import { type Check, type CheckTarget, fail, pass } from "../../checks/check.ts";
import { verdictOf } from "../../checks/http-health.ts";
import { commandLine } from "../../instance/view.ts";
import { callRpc, RpcFailed } from "../json-rpc.ts";

/** An aggregator seals an empty round at least each second; a height that stands this long does not grow, ms. */
const PATIENCE = 3_500;

/** `get_block_height` answers a larger number than before: `/health` alone says nothing about the chain. */
export const heightGrows: Check = {
  layer: "progress",
  proves: "the block height grows",
  run: (target) => verdictOf(() => watchHeight(target)),
};

async function watchHeight(target: CheckTarget) {
  const start = performance.now();
  const { name } = target.instance;
  try {
    const first = await readHeight(target);
    for (;;) {
      const height = await readHeight(target);
      const waited = Math.round(performance.now() - start);
      if (height > first) return pass(`${first} → ${height} in ${waited} ms`);
      if (height < first) return fail("HEIGHT_FELL", `${first} → ${height}`);
      if (waited > PATIENCE)
        return fail(
          "HEIGHT_STANDS",
          `${first} for ${waited} ms`,
          `Its rounds do not run: see \`${commandLine("logs aggregator", name)}\`, then \`${commandLine("down", name)}\` and \`${commandLine("up", name)}\`.`,
        );
      await delay(20, undefined, { signal: target.signal });
    }
  } catch (error) {
    if (error instanceof RpcFailed) return fail("RPC_FAILED", error.message);
    throw error;
  }
}

/** aggregator-go sends the number as a decimal text. */
async function readHeight({ service, timeoutMs, signal }: CheckTarget): Promise<bigint> {
  const result = await callRpc(service.url, "get_block_height", {}, { timeoutMs, signal });
  const height = (result as { blockNumber?: unknown }).blockNumber;
  if (/^\d+$/.test(String(height))) return BigInt(String(height));
  throw new RpcFailed(`get_block_height: no block number in ${JSON.stringify(result)}`);
}
