import { setTimeout as delay } from "node:timers/promises";
import type { parseTrustBase } from "@unicity-sphere/devnet/trust-base";
import { fail, pass, type Verdict } from "../../../checks/check.ts";
import { NoAnswer } from "../../../checks/http-client.ts";
import { watchHeight } from "../../block-height.ts";
import { callRpc, METHOD_UNKNOWN, RpcFailed } from "../../json-rpc.ts";
import { readLatestProof } from "../../latest-proof.ts";
import { freshCommitment } from "../probe/commitment.ts";
import { postRpc } from "../probe/rpc.ts";

/** sphere-sdk 0.6.14 waits so long for an inclusion proof, and asks each second, ms. */
const PROOF_MS = 10_000;
const PAUSE_MS = 250;

const SEE_LOG =
  "Its rounds do not run, or nobody seals them: see the log of the aggregator and of the root nodes.";

export interface Certification {
  timeoutMs: number;
  signal: AbortSignal;
  /** Sent as `X-API-Key`. */
  apiKey?: string;
  /** Nothing is submitted. */
  readOnly?: boolean;
  /** Longest wait for the proof, ms; default 10,000. */
  proofMs?: number;
}

/**
 * Whether an aggregator certifies under the trust base. A random commitment, signed by a key that is thrown away, is
 * submitted, and its inclusion proof verified: a proof of absence would only say that it certified at some time. Where
 * nothing may be submitted, or API v1 is not spoken, the latest proof has to verify and the block height to grow.
 *
 * @throws NoAnswer
 */
export async function certifies(
  url: string,
  trustBase: ReturnType<typeof parseTrustBase>,
  options: Certification,
): Promise<Verdict> {
  const { verifyInclusionV1, verifyProofAgainstTrustBase } = await import("@unicity-sphere/devnet/proof");
  try {
    const commitment = freshCommitment();
    const refusal = options.readOnly ? "nothing was submitted" : await submit(url, commitment, options);
    if (typeof refusal === "object") return refusal;
    if (refusal !== undefined) {
      const latest = verifyProofAgainstTrustBase(await readLatestProof(url, options), trustBase);
      if (!latest.ok) return fail(latest.problem, latest.evidence, OTHER_CHAIN);
      const { did, evidence } = await watchHeight(url, options);
      if (did !== "grow") return fail("NOTHING_CERTIFIED", `${refusal}; block height ${evidence}`, SEE_LOG);
      return pass(`a proof of round ${latest.round} verifies under it; ${refusal}; block height ${evidence}`);
    }
    const verify = (result: unknown) => verifyInclusionV1(result, commitment, trustBase);
    return await waitForProof(url, commitment.requestId, verify, options);
  } catch (error) {
    if (error instanceof RpcFailed)
      return fail("RPC_FAILED", error.message, "See the log of the aggregator.");
    throw error;
  }
}

const OTHER_CHAIN = "The aggregator has to serve the trust base of its own chain.";

/** @returns nothing when it was taken, why it cannot be submitted at all, or what is wrong */
async function submit(
  url: string,
  commitment: ReturnType<typeof freshCommitment>,
  options: Certification,
): Promise<string | Verdict | undefined> {
  const { status, result, error, evidence } = await postRpc(url, "submit_commitment", commitment, options);
  if (status === 401 || status === 403) return `submitting needs a key (${status})`;
  if ((error as { code?: unknown } | undefined)?.code === METHOD_UNKNOWN) return "API v1 is not spoken";
  const said = (result as { status?: unknown } | null | undefined)?.status;
  return said === "SUCCESS"
    ? undefined
    : fail("COMMITMENT_REFUSED", `submit_commitment: ${evidence}`, SEE_LOG);
}

type Verify = (
  result: unknown,
) => ReturnType<typeof import("@unicity-sphere/devnet/proof")["verifyProofAgainstTrustBase"]>;

async function waitForProof(
  url: string,
  requestId: string,
  verify: Verify,
  options: Certification,
): Promise<Verdict> {
  const limit = options.proofMs ?? PROOF_MS;
  const end = performance.now() + limit;
  let said = "";
  do {
    // An aggregator may hold its answer until a round is sealed.
    const timeoutMs = Math.min(options.timeoutMs, Math.max(1, Math.ceil(end - performance.now())));
    const asked = callRpc(url, "get_inclusion_proof", { requestId }, { ...options, timeoutMs });
    const result = await asked.catch((error: unknown) => {
      said = notYet(error) ?? said;
    });
    const verdict = result === undefined ? undefined : verify(result);
    if (verdict?.ok) {
      const evidence = `a commitment of now is certified in round ${verdict.round}, and its proof verifies under it`;
      return pass(evidence);
    }
    if (verdict && verdict.problem !== "NOT_INCLUDED")
      return fail(verdict.problem, verdict.evidence, OTHER_CHAIN);
    await delay(PAUSE_MS, undefined, { signal: options.signal });
  } while (performance.now() < end);
  const evidence = `a commitment that was accepted has no inclusion proof after ${limit} ms${said}`;
  return fail("NOTHING_CERTIFIED", evidence, SEE_LOG);
}

/** sphere-sdk 0.6.14 asks again where it gets a 404. @returns evidence of it, if any @throws other errors */
function notYet(error: unknown): string | undefined {
  if (error instanceof RpcFailed && error.status === 404) return `; ${error.message}`;
  if (error instanceof NoAnswer && error.code === "TIMEOUT") return undefined;
  throw error;
}
