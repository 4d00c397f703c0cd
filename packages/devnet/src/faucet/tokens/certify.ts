import { setTimeout as delay } from "node:timers/promises";
import type { RootTrustBase } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import type { InclusionProof } from "@unicitylabs/state-transition-sdk/lib/transaction/InclusionProof.js";
import type { AggregatorClient, TokenCommitment } from "./aggregator-client.ts";
import { ServiceUnavailable } from "./http-json.ts";
import { provesInclusion } from "./proof-verification.ts";

/** Pause between two questions for a proof, ms; the real aggregator seals about once a second. */
const POLL_MS = 250;

/** What is needed to have a commitment certified. */
export interface Certifier {
  aggregator: AggregatorClient;
  trustBase: RootTrustBase;
  /** Longest wait for the inclusion proof, ms. */
  proofTimeoutMs: number;
  /** Ends the waits when the faucet stops. */
  signal: AbortSignal;
}

/**
 * Hands a commitment in and waits for its verified inclusion proof. Safe to repeat with the same commitment.
 *
 * @throws CommitmentRefused, ProofInvalid: final
 * @throws ServiceUnavailable: may succeed later
 */
export async function certify(certifier: Certifier, commitment: TokenCommitment): Promise<InclusionProof> {
  const { aggregator, trustBase, proofTimeoutMs, signal } = certifier;
  await aggregator.submit(commitment);
  const deadline = Date.now() + proofTimeoutMs;
  while (Date.now() < deadline) {
    const proof = await aggregator.inclusionProof(commitment);
    if (await provesInclusion(proof, commitment, trustBase)) return proof;
    await delay(POLL_MS, undefined, { signal });
  }
  throw new ServiceUnavailable(`The aggregator gave no inclusion proof within ${proofTimeoutMs} ms.`);
}
