import type { SQLOutputValue } from "node:sqlite";
import type { CertificationLeaf, Certified, CommitmentLeaf } from "./leaves.ts";

/** A row as SQLite gives it. */
export type Row = Record<string, SQLOutputValue>;

/** A row of the table `commitment`. */
export function commitmentOf(row: Row): Certified<CommitmentLeaf> {
  return {
    index: row.leaf as number,
    round: row.round as number,
    requestId: row.request_id as Uint8Array,
    value: row.value as Uint8Array,
    transactionHash: row.transaction_hash as Uint8Array,
    publicKey: row.public_key as Uint8Array,
    signature: row.signature as Uint8Array,
    stateHash: row.state_hash as Uint8Array,
    createdAt: row.created_at as number,
  };
}

/** A row of the table `certification`. */
export function certificationOf(row: Row): Certified<CertificationLeaf> {
  return {
    index: row.leaf as number,
    round: row.round as number,
    stateId: row.state_id as Uint8Array,
    value: row.value as Uint8Array,
    transactionHash: row.transaction_hash as Uint8Array,
    certificationData: row.certification_data as Uint8Array,
    referenceTime: row.reference_time as number,
    createdAt: row.created_at as number,
  };
}
