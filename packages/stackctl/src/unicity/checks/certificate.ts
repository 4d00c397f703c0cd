import { readFileSync } from "node:fs";
import { type Check, type CheckTarget, fail, pass, type Verdict } from "../../checks/check.ts";
import { verdictOf } from "../../checks/http-health.ts";
import { messageOf } from "../../errors.ts";
import { commandLine } from "../../instance/view.ts";
import type { InstanceView } from "../../stack/definition.ts";
import { FILES } from "../files.ts";
import { RpcFailed } from "../json-rpc.ts";
import { readLatestProof } from "../latest-proof.ts";

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
    const result = await readLatestProof(target.service.url, target);
    const verdict = verifyProofAgainstTrustBase(result, trustBase);
    return verdict.ok
      ? pass(`round ${verdict.round}, sealed by ${trustBase.rootNodes.length} root node`)
      : fail(verdict.problem, verdict.evidence, restore(target.instance));
  } catch (error) {
    if (error instanceof RpcFailed) return fail("RPC_FAILED", error.message);
    throw error;
  }
}

function restore({ name }: InstanceView): string {
  const [down, up, wipe] = ["down", "up", "wipe"].map((verb) => `\`${commandLine(verb, name)}\``);
  return `${down} and ${up} write the right trust base again; or ${wipe} starts over.`;
}
