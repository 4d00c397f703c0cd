import { parseTrustBase, verifyProofAgainstTrustBase } from "@unicity-sphere/devnet";
import { commitment } from "../../../doubles/aggregator/support/commitment.ts";
import { ask, eventually, type Stack } from "./stack.ts";

/** A commitment of API v1 that was sent. */
export interface Sent {
  /** Waits for the proof of inclusion. @returns what the signatures in it say under a trust base */
  verdict(stack: Stack, trustBase: unknown): Promise<{ ok: boolean }>;
}

/** One call of JSON-RPC at the door. */
export async function call(url: string, method: string, params: unknown) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const answer = await ask(url, { method: "POST", body, signal: AbortSignal.timeout(60_000) });
  return (await answer.json()) as { result?: unknown; error?: { code: number } };
}

/** Sends a commitment. @throws Error unless the aggregator takes it */
export async function sendCommitment(stack: Stack): Promise<Sent> {
  const request = commitment();
  const { result } = await call(await stack.url(), "submit_commitment", request);
  if ((result as { status?: string } | undefined)?.status !== "SUCCESS")
    throw new Error(`the commitment was not taken: ${JSON.stringify(result)}`);
  return {
    async verdict(asked, trustBase) {
      let proof: { transactionHash?: string | null } = {};
      await eventually("a proof of inclusion", async () => {
        const answer = await call(await asked.url(), "get_inclusion_proof", request);
        proof = (answer.result as { inclusionProof?: typeof proof } | undefined)?.inclusionProof ?? {};
        return Boolean(proof.transactionHash);
      });
      return verifyProofAgainstTrustBase({ inclusionProof: proof }, parseTrustBase(trustBase));
    },
  };
}
