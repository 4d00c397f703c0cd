import type { QueuedRequest } from "./requests.ts";

/** A block that is not certified yet. */
export interface Proposal {
  readonly number: number;
  /** Root hash of the certificate before; null before the first. */
  readonly previousRoot: Uint8Array | null;
  readonly root: Uint8Array;
  /** Unix time, ms; its seconds are the certificate's time. */
  readonly sealedAt: number;
  readonly requests: readonly QueuedRequest[];
}

/** A block with its UnicityCertificate. */
export interface CertifiedBlock extends Omit<Proposal, "requests"> {
  readonly certificate: Uint8Array;
}
