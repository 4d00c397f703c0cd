import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, startAggregator } from "../../src/aggregator/service.ts";
import { commitmentParams, rpc } from "./support/requests.ts";

let aggregator: Aggregator;
beforeAll(async () => {
  aggregator = await startAggregator();
});
afterAll(() => aggregator.close());

const call = (method: string, params: unknown) => rpc(aggregator.url, method, params);

async function post(body: string): Promise<{ status: number; json: unknown }> {
  const response = await fetch(aggregator.url, { method: "POST", body });
  return { status: response.status, json: await response.json() };
}

test.each([
  ["not JSON", "{", -32700, null],
  ["a batch", '[{"jsonrpc":"2.0","id":1,"method":"get_block_height"}]', -32600, null],
  ["a string", '"get_block_height"', -32600, null],
  ["another version", '{"jsonrpc":"1.0","id":"a","method":"get_block_height"}', -32600, "a"],
  ["no method", '{"jsonrpc":"2.0","id":2}', -32600, 2],
  ["an unknown method", '{"jsonrpc":"2.0","id":3,"method":"get_round_number"}', -32601, 3],
  ["an inherited property", '{"jsonrpc":"2.0","id":4,"method":"constructor"}', -32601, 4],
])("answers %s with an error code and HTTP 200", async (_, body, code, id) => {
  const { status, json } = await post(body);
  expect(status).toBe(200);
  expect(json).toMatchObject({ jsonrpc: "2.0", id, error: { code } });
});

test("refuses a body over 1 MiB with 413 and stays up", async () => {
  expect((await post(" ".repeat(1024 * 1024 + 1))).status).toBe(413);
  expect((await call("get_block_height", {})).result.blockNumber).toMatch(/^\d+$/);
});

test("answers beyond the limit of concurrent calls with -32006", async () => {
  const small = await startAggregator({ rounds: "manual", limits: { concurrency: 1 } });
  try {
    const held = rpc(small.url, "submit_commitment", commitmentParams());
    const refusal = async () => (await rpc(small.url, "get_block_height", {})).error?.code;
    await expect.poll(refusal, { interval: 5 }).toBe(-32006);
    small.nextRound();
    // The first call may still check its signature when the round is sealed.
    const afterRound = () => {
      small.nextRound();
      return refusal();
    };
    await expect.poll(afterRound, { interval: 5 }).toBeUndefined();
    expect((await held).result).toEqual({ status: "SUCCESS" });
  } finally {
    await small.close();
  }
});

test("gives up a call after its time and keeps the request for the next round", async () => {
  const slow = await startAggregator({ rounds: "manual", limits: { timeoutMs: 100 } });
  try {
    const params = commitmentParams();
    expect((await rpc(slow.url, "submit_commitment", params)).error).toMatchObject({
      code: -32603,
      message: "Request timeout",
    });
    slow.nextRound();
    const { result } = await rpc(slow.url, "get_inclusion_proof", { requestId: params.requestId });
    expect(result.inclusionProof.transactionHash).toBe(params.transactionHash);
  } finally {
    await slow.close();
  }
});
