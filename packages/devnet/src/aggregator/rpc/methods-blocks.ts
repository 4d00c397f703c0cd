import type { GenerationName } from "../../identity/generation.ts";
import { toHex } from "../../identity/hex.ts";
import { imprint } from "../certificate/input-record.ts";
import type { Block } from "../chain/chain.ts";
import type { Certified } from "../chain/leaves.ts";
import type { RpcContext, RpcMethod } from "./context.ts";
import { authenticatorJson } from "./methods-v1.ts";
import { blockNumberParam, objectParams } from "./params.ts";
import { validationError } from "./rpc-error.ts";

/** The methods about rounds, in the JSON of aggregator-go: numbers and times (Unix ms) are decimal strings. */
export function methodsOfBlocks({ chain }: RpcContext): Record<string, RpcMethod> {
  const roundAt = (value: unknown, generation: GenerationName, latest?: number): Block => {
    const number = blockNumberParam(value, latest);
    const block = chain.block(number, generation);
    if (!block) throw validationError(`Block ${number} not found; the latest is ${chain.height}`);
    return block;
  };
  const place = ({ index, round, createdAt }: Certified<{ createdAt: number }>, sealedAt: number) => ({
    aggregateRequestCount: "1",
    blockNumber: `${round}`,
    leafIndex: `${index}`,
    createdAt: `${createdAt}`,
    finalizedAt: `${sealedAt}`,
  });
  return {
    get_block_height: () => ({ blockNumber: `${chain.height}` }),
    get_block: (params) => {
      const { blockNumber, generation = "v1" } = objectParams(params);
      if (generation !== "v1" && generation !== "v3")
        throw validationError(`generation is neither "v1" nor "v3"`);
      const block = roundAt(blockNumber, generation, chain.height);
      const { number } = block.round;
      const total =
        generation === "v1" ? chain.ledger.commitmentsOf(number) : chain.ledger.certificationsOf(number);
      return { block: blockJson(block, generation), totalCommitments: `${total.length}` };
    },
    get_block_commitments: (params) => {
      const { round } = roundAt(objectParams(params).blockNumber, "v1");
      return {
        commitments: chain.ledger.commitmentsOf(round.number).map((leaf) => ({
          requestId: toHex(imprint(leaf.requestId)),
          transactionHash: toHex(imprint(leaf.transactionHash)),
          authenticator: authenticatorJson(leaf),
          ...place(leaf, round.sealedAt),
        })),
      };
    },
    get_block_records: (params) => {
      const { round } = roundAt(objectParams(params).blockNumber, "v3");
      return {
        aggregatorRecords: chain.ledger.certificationsOf(round.number).map((leaf) => ({
          stateId: toHex(leaf.stateId),
          certificationData: toHex(leaf.certificationData),
          ...place(leaf, round.sealedAt),
        })),
      };
    },
    get_no_deletion_proof: () => ({
      // aggregator-go has a placeholder here, too: nobody has defined the proof yet.
      noDeletionProof: { proof: toHex(Buffer.from("mock_no_deletion_proof")), createdAt: `${Date.now()}` },
    }),
  };
}

function blockJson({ round, previous, certificate }: Block, generation: GenerationName): object {
  const root = (of: Block["round"]) => toHex(generation === "v1" ? imprint(of.roots.v1) : of.roots.v3);
  return {
    index: `${round.number}`,
    chainId: "unicity",
    shardId: 0,
    version: "1.0",
    forkId: "local",
    rootHash: root(round),
    previousBlockHash: previous ? root(previous) : "",
    noDeletionProofHash: "",
    createdAt: `${round.sealedAt}`,
    unicityCertificate: toHex(certificate),
  };
}
