import {
  type CertificationLeaf,
  type Certified,
  type CommitmentLeaf,
  certificationValue,
} from "@unicity-sphere/devnet/protocol";
import type { QueuedRequest } from "./requests.ts";

/** A certified request with its place. */
export type ChainLeaf =
  | { readonly line: "v1"; readonly leaf: Certified<CommitmentLeaf> }
  | { readonly line: "v3"; readonly leaf: Certified<CertificationLeaf> };

/** The leaf that a request becomes. @param sealedAt Unix time of its block, ms */
export function leafOf(queued: QueuedRequest, index: number, round: number, sealedAt: number): ChainLeaf {
  if (queued.line === "v1") return { line: "v1", leaf: { ...queued.request, index, round } };
  const referenceTime = Math.floor(sealedAt / 1000);
  const { stateId, certificationData, transactionHash, createdAt } = queued.request;
  const value = certificationValue(transactionHash, referenceTime);
  const leaf = { stateId, certificationData, transactionHash, createdAt, referenceTime, value, index, round };
  return { line: "v3", leaf };
}
