import { afterEach, expect, test } from "vitest";
import { type Aggregator, startAggregator } from "../../src/aggregator/service.ts";
import { toHex } from "../../src/identity/hex.ts";
import { certification, commitmentParams, rpc } from "./support/requests.ts";

const open: Aggregator[] = [];
afterEach(async () => {
  for (const aggregator of open.splice(0)) await aggregator.close();
});

/** Rounds only by hand; a call is given up after `timeoutMs`. */
async function manual(timeoutMs: number): Promise<Aggregator> {
  const aggregator = await startAggregator({ rounds: "manual", limits: { timeoutMs } });
  open.push(aggregator);
  return aggregator;
}

async function waiting({ url }: Aggregator): Promise<string> {
  const body = (await (await fetch(`${url}/health`)).json()) as { details: { commitment_queue: string } };
  return body.details.commitment_queue;
}

test("answers submits and proofs of a waiting request after its round, in both APIs", async () => {
  const aggregator = await manual(30_000);
  const { url } = aggregator;
  const commitment = commitmentParams();
  const transition = certification();
  const v1 = rpc(url, "submit_commitment", commitment);
  const v3 = rpc(url, "certification_request", toHex(transition.cbor));
  await expect.poll(() => waiting(aggregator), { interval: 5 }).toBe("2");
  const early = [
    rpc(url, "get_inclusion_proof", { requestId: commitment.requestId }),
    rpc(url, "get_inclusion_proof.v2", { stateId: transition.stateId }),
  ];
  await rpc(url, "get_block_height", {});
  aggregator.nextRound();
  const [first, second] = await Promise.all(early);
  expect(first?.result.inclusionProof.transactionHash).toBe(commitment.transactionHash);
  expect(second?.result).toContain(toHex(transition.cbor).slice(-130, -2));
  expect([(await v1).result, (await v3).result]).toEqual([{ status: "SUCCESS" }, { status: "SUCCESS" }]);
});

test("answers nothing about a waiting request before its round", async () => {
  const { url } = await manual(100);
  const commitment = commitmentParams();
  const transition = certification();
  const calls: [string, unknown][] = [
    ["submit_commitment", commitment],
    ["submit_commitment", commitment],
    ["get_inclusion_proof", { requestId: commitment.requestId }],
    ["certification_request", toHex(transition.cbor)],
    ["certification_request", toHex(transition.cbor)],
    ["get_inclusion_proof.v2", { stateId: transition.stateId }],
  ];
  for (const [method, params] of calls) {
    expect([method, (await rpc(url, method, params)).error?.message]).toEqual([method, "Request timeout"]);
  }
});
