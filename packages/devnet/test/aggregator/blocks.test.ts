import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, startAggregator } from "../../src/aggregator/service.ts";
import { toHex } from "../../src/identity/hex.ts";
import { certification, commitmentParams, rpc } from "./support/requests.ts";

let aggregator: Aggregator;
beforeAll(async () => {
  aggregator = await startAggregator();
});
afterAll(() => aggregator.close());

const call = (method: string, params: unknown) => rpc(aggregator.url, method, params);

test("shows a commitment in the block that holds it, and that block's certificate does not change", async () => {
  const params = commitmentParams();
  expect((await call("submit_commitment", params)).result).toEqual({ status: "SUCCESS" });
  const { result: latest } = await call("get_block", { blockNumber: "latest" });
  const number = latest.block.index;
  const { result } = await call("get_block_commitments", { blockNumber: number });
  expect(result.commitments).toMatchObject([
    { ...params, blockNumber: number, leafIndex: expect.any(String) },
  ]);
  expect(latest.totalCommitments).toBe("1");
  const { result: proof } = await call("get_inclusion_proof", { requestId: params.requestId });
  expect(proof.inclusionProof.unicityCertificate).toBe(latest.block.unicityCertificate);
  aggregator.nextRound();
  aggregator.nextRound();
  aggregator.nextRound();
  expect((await call("get_block", { blockNumber: Number(number) })).result).toEqual(latest);
});

test("shows a certification request among the records of its block", async () => {
  const { stateId, cbor } = certification();
  await call("certification_request", toHex(cbor));
  const { result } = await call("get_block_records", { blockNumber: `${aggregator.height}` });
  expect(result.aggregatorRecords).toMatchObject([{ stateId, blockNumber: `${aggregator.height}` }]);
});

test.each([
  [{}],
  [{ blockNumber: "-1" }],
  [{ blockNumber: 1.5 }],
  [{ blockNumber: "99999999" }],
  [{ blockNumber: 0 }],
])("refuses block %j", async (params) => {
  expect((await call("get_block", params)).error?.code).toBe(-32000);
});
