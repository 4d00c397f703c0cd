import { type CertificationRequest, type CommitmentLeaf, toHex } from "@unicity-sphere/devnet/protocol";

/** The API of an image: the other one's methods do not exist. */
export type ApiLine = "v1" | "v3";

/** A request of either API as it is queued. */
export type QueuedRequest =
  | { readonly line: "v1"; readonly request: CommitmentLeaf }
  | { readonly line: "v3"; readonly request: CertificationRequest };

/** What names a request in the queue and in the tree, hex: request id (v1) or state id (v3). */
export function idOf(queued: QueuedRequest): string {
  return toHex(queued.line === "v1" ? queued.request.requestId : queued.request.stateId);
}

/** Unix time in s from which on a request must not be certified, or null. */
export function expiryOf(queued: QueuedRequest): bigint | null {
  return queued.line === "v1" ? null : queued.request.expiresAt;
}
