import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Check, type CheckTarget, fail, pass, type Verdict } from "../../checks/check.ts";
import { verdictOf } from "../../checks/http-health.ts";
import { messageOf } from "../../errors.ts";
import { commandLine } from "../../instance/view.ts";
import type { InstanceView } from "../../stack/definition.ts";
import { FILES } from "../files.ts";
import { callRpc, METHOD_UNKNOWN, RpcFailed } from "../json-rpc.ts";

/** A proof made now is certified by the root keys of the exported trust base: its signatures are really verified. */
export const certificate: Check = {
  layer: "protocol",
  proves: "a live proof verifies under the trust base",
  leavesTraces: true,
  run: (target) => verdictOf(() => checkProof(target)),
};

async function checkProof(target: CheckTarget): Promise<Verdict> {
  const [{ verifyProofAgainstTrustBase }, { parseTrustBase }] = await Promise.all([
    import("@unicity-sphere/devnet/proof"),
    import("@unicity-sphere/devnet/trust-base"),
  ]);
  const file = target.instance.file(FILES.trustBase);
  let trustBase: ReturnType<typeof parseTrustBase>;
  try {
    trustBase = parseTrustBase(readFileSync(file, "utf8"), file);
  } catch (error) {
    return fail("TRUST_BASE_INVALID", messageOf(error), restore(target.instance));
  }
  try {
    const result = await readProof(target);
    const verdict = verifyProofAgainstTrustBase(result, trustBase);
    return verdict.ok
      ? pass(`round ${verdict.round}, sealed by ${trustBase.rootNodes.length} root node`)
      : fail(verdict.problem, verdict.evidence, restore(target.instance));
  } catch (error) {
    if (error instanceof RpcFailed) return fail("RPC_FAILED", error.message);
    throw error;
  }
}

/** A proof of API v1; of API v3 where the aggregator does not know that one. */
async function readProof({ service, timeoutMs, signal }: CheckTarget): Promise<unknown> {
  const options = { timeoutMs, signal };
  try {
    const params = { requestId: unusedRequestId() };
    return await callRpc(service.url, "get_inclusion_proof", params, options);
  } catch (error) {
    if (!(error instanceof RpcFailed) || error.code !== METHOD_UNKNOWN) throw error;
    const params = { stateId: randomBytes(32).toString("hex") };
    return callRpc(service.url, "get_inclusion_proof.v2", params, options);
  }
}

/** A SHA-256 imprint that nobody has submitted: the answer is a proof of absence under the latest certificate. */
function unusedRequestId(): string {
  return `0000${randomBytes(32).toString("hex")}`;
}

function restore({ name }: InstanceView): string {
  const [down, up, wipe] = ["down", "up", "wipe"].map((verb) => `\`${commandLine(verb, name)}\``);
  return `${down} and ${up} write the right trust base again; or ${wipe} starts over.`;
}
