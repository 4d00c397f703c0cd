import { randomUUID } from "node:crypto";
import type { Commitment } from "@unicitylabs/state-transition-sdk/lib/transaction/Commitment.js";
import type { IMintTransactionReason } from "@unicitylabs/state-transition-sdk/lib/transaction/IMintTransactionReason.js";
import { InclusionProof } from "@unicitylabs/state-transition-sdk/lib/transaction/InclusionProof.js";
import type { MintTransactionData } from "@unicitylabs/state-transition-sdk/lib/transaction/MintTransactionData.js";
import type { TransferTransactionData } from "@unicitylabs/state-transition-sdk/lib/transaction/TransferTransactionData.js";
import { z } from "zod";
import { requestJson, ServiceUnavailable } from "./http-json.ts";

/** A mint or a transfer that waits for its proof. */
export type TokenCommitment = Commitment<
  MintTransactionData<IMintTransactionReason> | TransferTransactionData
>;

/** The aggregator refused a commitment for good. */
export class CommitmentRefused extends Error {}

export interface AggregatorClientOptions {
  /** JSON-RPC endpoint of API v1. */
  url: string;
  /** Sent as `X-API-Key` with submissions. */
  apiKey?: string | undefined;
  /** One call, ms. */
  timeoutMs: number;
  /** Ends calls that are under way. */
  signal?: AbortSignal;
}

const RpcAnswer = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});
const Submitted = z.object({ status: z.string() });
const Proof = z.object({ inclusionProof: z.unknown() });
const Height = z.object({ blockNumber: z.union([z.string(), z.number()]) });

/** JSON-RPC client of aggregator API v1 with time-outs and size limits. */
export class AggregatorClient {
  readonly #options: AggregatorClientOptions;

  constructor(options: AggregatorClientOptions) {
    this.#options = options;
  }

  /**
   * Hands a commitment in; one that was handed in before counts as handed in.
   *
   * @throws CommitmentRefused when the aggregator answers another status than SUCCESS or REQUEST_ID_EXISTS
   * @throws ServiceUnavailable
   */
  async submit(commitment: TokenCommitment): Promise<void> {
    const { apiKey } = this.#options;
    const params = {
      requestId: commitment.requestId.toJSON(),
      transactionHash: (await commitment.transactionData.calculateHash()).toJSON(),
      authenticator: commitment.authenticator.toJSON(),
      receipt: false,
    };
    const answer = await this.#call("submit_commitment", params, apiKey ? { "x-api-key": apiKey } : {});
    const { status } = Submitted.parse(answer);
    if (status !== "SUCCESS" && status !== "REQUEST_ID_EXISTS") {
      throw new CommitmentRefused(`The aggregator answered ${status}.`);
    }
  }

  /** The current proof of a request: of inclusion, or of absence while it is unknown. @throws ServiceUnavailable */
  async inclusionProof(commitment: TokenCommitment): Promise<InclusionProof> {
    const answer = await this.#call("get_inclusion_proof", { requestId: commitment.requestId.toJSON() });
    return InclusionProof.fromJSON(Proof.parse(answer).inclusionProof);
  }

  /** Height of the chain. @throws ServiceUnavailable */
  async blockHeight(): Promise<bigint> {
    return BigInt(Height.parse(await this.#call("get_block_height", {})).blockNumber);
  }

  async #call(method: string, params: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    const answer = RpcAnswer.parse(
      await requestJson(this.#options.url, {
        method: "POST",
        body: { jsonrpc: "2.0", id: randomUUID(), method, params },
        headers,
        timeoutMs: this.#options.timeoutMs,
        signal: this.#options.signal,
      }),
    );
    if (answer.error) {
      throw new ServiceUnavailable(`${method}: JSON-RPC error ${answer.error.code}, ${answer.error.message}`);
    }
    return answer.result;
  }
}
