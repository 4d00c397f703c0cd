/** A certified v1 commitment. All hashes are SHA-256 digests of 32 bytes, without their algorithm id. */
export interface CommitmentLeaf {
  requestId: Uint8Array;
  transactionHash: Uint8Array;
  /** 33 bytes. */
  publicKey: Uint8Array;
  /** R‖S‖V, 65 bytes. */
  signature: Uint8Array;
  stateHash: Uint8Array;
  /** Leaf value in the tree. */
  value: Uint8Array;
  /** Unix time of the request, ms. */
  createdAt: number;
}

/** A certified v3 state transition. */
export interface CertificationLeaf {
  /** 32 bytes. */
  stateId: Uint8Array;
  /** The CertificationData exactly as it was sent (CBOR tag 39031). */
  certificationData: Uint8Array;
  transactionHash: Uint8Array;
  /** Unix time of the round that certified it, s. */
  referenceTime: number;
  /** Leaf value in the tree. */
  value: Uint8Array;
  /** Unix time of the request, ms. */
  createdAt: number;
}

/** A leaf with its place in the chain. */
export type Certified<Leaf> = Leaf & {
  /** Number of the leaf in its tree, from 0. */
  index: number;
  /** Number of the round that certified it. */
  round: number;
};

/** What one round adds. */
export interface Batch {
  commitments: readonly CommitmentLeaf[];
  certifications: readonly CertificationLeaf[];
}
