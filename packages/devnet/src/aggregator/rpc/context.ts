import type { GenerationName } from "../../identity/generation.ts";
import type { RootIdentity } from "../../identity/keys.ts";
import type { Verifier } from "../../verify/pool.ts";
import type { Block } from "../chain/chain.ts";
import type { CommitmentLeaf } from "../chain/leaves.ts";
import type { Ledger } from "../chain/ledger.ts";
import type { CertificationRequest } from "../rounds/sequencer.ts";
import type { WaitingRoom } from "../rounds/waiting-room.ts";
import type { PathTreeV1 } from "../tree/path-tree-v1.ts";
import type { RadixTreeV3 } from "../tree/radix-tree-v3.ts";

/** Certified state as the methods read it. */
export interface ChainView {
  /** Number of the latest round; 0 before the first. */
  readonly height: number;
  readonly v1: Pick<PathTreeV1, "find" | "path">;
  readonly v3: Pick<RadixTreeV3, "find" | "certificate">;
  readonly ledger: Pick<Ledger, "commitment" | "certification" | "commitmentsOf" | "certificationsOf">;
  /** UnicityCertificate of the latest round. */
  certificate(generation: GenerationName): Uint8Array;
  block(number: number, generation: GenerationName): Block | undefined;
}

/** Where requests wait for their round. */
export type Room<Request> = Pick<WaitingRoom<Request>, "get" | "add">;

/** What the methods work on. */
export interface RpcContext {
  chain: ChainView;
  sequencer: {
    readonly commitments: Room<CommitmentLeaf>;
    readonly certifications: Room<CertificationRequest>;
    /** Requests that wait for a round. */
    readonly waiting: number;
  };
  clock: {
    /** Says that a request waits. */
    request(): void;
  };
  verifier: Verifier;
  identity: RootIdentity;
}

/** One JSON-RPC method: takes `params`, returns `result`, throws RpcError. */
export type RpcMethod = (params: unknown) => unknown;
