import { type Check, type CheckTarget, fail, pass } from "../../checks/check.ts";
import { verdictOf } from "../../checks/http-health.ts";
import { commandLine } from "../../instance/view.ts";
import { watchHeight } from "../block-height.ts";
import { RpcFailed } from "../json-rpc.ts";

/** `get_block_height` answers a larger number than before: `/health` alone says nothing about the chain. */
export const heightGrows: Check = {
  layer: "progress",
  proves: "the block height grows",
  run: (target) => verdictOf(() => judge(target)),
};

async function judge(target: CheckTarget) {
  const { name } = target.instance;
  try {
    const { did, evidence } = await watchHeight(target.service.url, target);
    if (did === "grow") return pass(evidence);
    if (did === "fall") return fail("HEIGHT_FELL", evidence);
    return fail(
      "HEIGHT_STANDS",
      evidence,
      `Its rounds do not run: see \`${commandLine("logs aggregator", name)}\`, then \`${commandLine("down", name)}\` and \`${commandLine("up", name)}\`.`,
    );
  } catch (error) {
    if (error instanceof RpcFailed) return fail("RPC_FAILED", error.message);
    throw error;
  }
}
